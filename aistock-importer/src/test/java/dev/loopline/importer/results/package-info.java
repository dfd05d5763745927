@NullMarked
package dev.loopline.importer.results;

import org.jspecify.annotations.NullMarked;
