/**
 * The part of Jinja that configurations of qlib are written in: placeholders, defaults and other plain filters, conditions,
 * {@code set} and {@code raw}. A template can name values and nothing else: there are no calls, no attributes, no loops and
 * no files, so a hostile one can do no more than produce text, up to a limit. A value that is not known becomes a mark and is named.
 *
 * <p>Why not a library: the known one for Java gives templates objects of the host to call, and was broken out of more than
 * once; configurations of foreign homes are no text to trust with that.
 */
@NullMarked
package dev.loopline.backfill.jinja;

import org.jspecify.annotations.NullMarked;
