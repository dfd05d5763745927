@NullMarked
package dev.loopline.importer.upsert;

import org.jspecify.annotations.NullMarked;
