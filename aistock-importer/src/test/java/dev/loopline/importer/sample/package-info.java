/** What the tests import: events and bundles, and a database of their own. */
@NullMarked
package dev.loopline.importer.sample;

import org.jspecify.annotations.NullMarked;
