@NullMarked
package dev.loopline.importer.rows;

import org.jspecify.annotations.NullMarked;
