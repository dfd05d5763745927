@NullMarked
package dev.loopline.cli.stack;

import org.jspecify.annotations.NullMarked;
