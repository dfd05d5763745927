/** Tests of what events tell beyond their keys. */
@NullMarked
package dev.loopline.contracts.event;

import org.jspecify.annotations.NullMarked;
