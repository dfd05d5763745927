@NullMarked
package dev.loopline.importer.schema;

import org.jspecify.annotations.NullMarked;
