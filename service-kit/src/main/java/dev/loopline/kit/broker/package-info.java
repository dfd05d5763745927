/**
 * The one way to the broker. Every client that the services and commands make by themselves is made here, so that none forgets
 * the credentials. The messaging channels take the same properties on their own.
 */
@NullMarked
package dev.loopline.kit.broker;

import org.jspecify.annotations.NullMarked;
