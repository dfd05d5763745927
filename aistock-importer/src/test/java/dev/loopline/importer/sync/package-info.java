@NullMarked
package dev.loopline.importer.sync;

import org.jspecify.annotations.NullMarked;
