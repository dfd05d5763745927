/** Tests of tokens of a provider, with a real one in the JVM. */
@NullMarked
package dev.loopline.kit.oidc;

import org.jspecify.annotations.NullMarked;
