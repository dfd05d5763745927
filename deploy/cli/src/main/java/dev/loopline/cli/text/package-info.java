/**
 * What the command says to people, in each language that it speaks. All texts of a language are in two files of the resources:
 * {@code help.properties} (English) and {@code help_zh.properties} (simplified Chinese) by the keys that picocli makes of the
 * commands and options, and everything else in {@code messages.properties} and {@code messages_zh.properties}. What programs
 * read ({@code --json}, the verification's HTTP interface) is English in every language.
 */
@NullMarked
package dev.loopline.cli.text;

import org.jspecify.annotations.NullMarked;
