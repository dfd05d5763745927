@NullMarked
package dev.loopline.kit.pickle;

import org.jspecify.annotations.NullMarked;
