/** Writing files so that a reader sees the former content or the new one. No framework. */
@NullMarked
package dev.loopline.kit.file;

import org.jspecify.annotations.NullMarked;
