@NullMarked
package dev.loopline.importer.table;

import org.jspecify.annotations.NullMarked;
