/** Tests of replaying. */
@NullMarked
package dev.loopline.cli.replay;

import org.jspecify.annotations.NullMarked;
