/**
 * How a running Loopline stands: loops per stage, lag, dead letters, the last import, which services answer.
 *
 * <p>Reads only: the registry's bookkeeping, PostgreSQL, the broker's offsets, the services' health. Nothing here decides
 * anything. Callers may rely on {@link dev.loopline.cli.status.StageCounts} being cheap enough to be read every second.
 */
@NullMarked
package dev.loopline.cli.status;

import org.jspecify.annotations.NullMarked;
