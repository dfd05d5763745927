/**
 * Do the files of the RD-Agent home agree with what the events say? This service's part of the checks V1 to V26: those that
 * need neither the registry nor AIstock. The others are listed as not applicable here, with what they ask for. Reads only,
 * and follows no link.
 */
@NullMarked
package dev.loopline.catalog.verify;

import org.jspecify.annotations.NullMarked;
