/**
 * Calls to the services' HTTP interfaces, for the commands that ask a service to do something.
 *
 * <p>Knows how a call is made (token, problem responses), not what it means. Callers may rely on every failure being an
 * exception whose message a person can read.
 */
@NullMarked
package dev.loopline.cli.http;

import org.jspecify.annotations.NullMarked;
