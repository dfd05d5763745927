/**
 * What was made of a text is remembered for a while, because the loops of a home share most of their texts: templates of
 * configurations, expressions of baseline features, sources of factors that were accepted earlier. Only for results that
 * follow from the text alone and that are not changed afterwards.
 */
@NullMarked
package dev.loopline.backfill.cache;

import org.jspecify.annotations.NullMarked;
