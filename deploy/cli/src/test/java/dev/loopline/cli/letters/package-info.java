@NullMarked
package dev.loopline.cli.letters;

import org.jspecify.annotations.NullMarked;
