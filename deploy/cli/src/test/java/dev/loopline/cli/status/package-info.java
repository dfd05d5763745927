@NullMarked
package dev.loopline.cli.status;

import org.jspecify.annotations.NullMarked;
