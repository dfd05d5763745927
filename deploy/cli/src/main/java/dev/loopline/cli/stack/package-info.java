/**
 * Everything of Loopline running on this machine: broker and database inside this JVM, the services as child processes.
 * {@link dev.loopline.cli.stack.LocalStack} is the door; the command, the acceptance tests and the measurements use it.
 *
 * <p>The services know nothing of this package: they are configured by their environment only, as in a container. Callers
 * may rely on this: after {@code LocalStack.close()} no process is left, and a start that fails leaves none either.
 */
@NullMarked
package dev.loopline.cli.stack;

import org.jspecify.annotations.NullMarked;
