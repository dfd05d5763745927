@NullMarked
package dev.loopline.cli.verify;

import org.jspecify.annotations.NullMarked;
