/** The documents of the repository, held against what they tell of. */
@NullMarked
package dev.loopline.cli.document;

import org.jspecify.annotations.NullMarked;
