@NullMarked
package dev.loopline.kit.integrity;

import org.jspecify.annotations.NullMarked;
