@NullMarked
package dev.loopline.cli.deadletter;

import org.jspecify.annotations.NullMarked;
