/**
 * The ids of Loopline: which loop, which bundle, which factor, which digest.
 *
 * <p>Everything here is an immutable value without any framework. An id that exists is valid: the constructors refuse
 * what cannot be. How an id is written is part of the contract (it ends in file names, primary keys and Kafka keys), so
 * a change here is a change of the wire format.
 *
 * <p>The events live in {@code .event}, the catalog entries in {@code .catalog}, reading and writing them in {@code
 * .codec}, the comparison of Windows, WSL and POSIX paths in {@code .path}.
 */
@NullMarked
package dev.loopline.contracts;

import org.jspecify.annotations.NullMarked;
