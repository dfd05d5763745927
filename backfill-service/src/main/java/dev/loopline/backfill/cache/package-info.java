/**
 * What was made of a text is remembered for a while, because the loops of a home share most of their texts: templates of
 * configurations, expressions of baseline features, sources of factors that were accepted earlier. Only for results that
 * follow from the text alone and that nobody changes.
 */
@NullMarked
package dev.loopline.backfill.recall;

import org.jspecify.annotations.NullMarked;
