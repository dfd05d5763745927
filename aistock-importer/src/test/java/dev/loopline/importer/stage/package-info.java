@NullMarked
package dev.loopline.importer.stage;

import org.jspecify.annotations.NullMarked;
