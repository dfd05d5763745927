/**
 * A Kafka broker and a PostgreSQL server that need no installation: both come as Maven artifacts, live in a folder of
 * the caller and listen on 127.0.0.1 only.
 *
 * <p>What lives here: start, stop, take-over of what a killed process left behind, and clear errors when a start cannot
 * be. What does not: topics, schemas, anything that knows Loopline's events. There is no framework in here, and no
 * logging backend: everything is logged through slf4j, so the caller decides how much is heard.
 *
 * <p>Callers may rely on: one folder has one owner at a time, enforced over processes; records and rows that were
 * acknowledged survive a clean stop as well as a killed JVM; {@code start} is safe to call from several threads, so
 * broker and database can be started side by side; whatever goes wrong at a start is an
 * {@link dev.loopline.embedded.EmbeddedServerException} with a reason and an advice, and leaves nothing running.
 */
@NullMarked
package dev.loopline.embedded;

import org.jspecify.annotations.NullMarked;
