/** Codec, golden files, JSON Schemas and the AsyncAPI document against each other. */
@NullMarked
package dev.loopline.contracts.codec;

import org.jspecify.annotations.NullMarked;
