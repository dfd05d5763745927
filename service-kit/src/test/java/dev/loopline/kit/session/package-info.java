@NullMarked
package dev.loopline.kit.session;

import org.jspecify.annotations.NullMarked;
