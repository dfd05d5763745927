/**
 * What the command says to people, in each language that it speaks. All texts of a language are in one file of the resources,
 * {@code messages.properties} (English) and {@code messages_zh.properties} (simplified Chinese).
 */
@NullMarked
package dev.loopline.cli.text;

import org.jspecify.annotations.NullMarked;
