/** One realistic event of each type, every component filled: what the golden files hold. */
@NullMarked
package dev.loopline.contracts.sample;

import org.jspecify.annotations.NullMarked;
