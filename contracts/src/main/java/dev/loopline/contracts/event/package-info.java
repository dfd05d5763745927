/**
 * The five events of the pipeline and the values they carry.
 *
 * <p>An event carries the state that it announces: who reads it never has to ask its producer. Times are instants in UTC
 * and come from the data or from the event, never from the clock of the reader. Paths inside a workspace are relative
 * and use {@code /}. A null component is allowed only where it is marked; JSON names are the snake case of the names
 * here, and every key is always present.
 */
@NullMarked
package dev.loopline.contracts.event;

import org.jspecify.annotations.NullMarked;
