/** What the tests of all modules share: rules of the architecture, and random values for rules that hold for all inputs. */
@NullMarked
package dev.loopline.contracts.testing;

import org.jspecify.annotations.NullMarked;
