/**
 * Publishing events: one producer per service, every call returns only when the broker has the record.
 */
@NullMarked
package dev.loopline.kit.publish;

import org.jspecify.annotations.NullMarked;
