package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A loop key as bytes that SQLite orders as {@link LoopKey} does: the task run in UTF-16 (big endian, so by code unit), a
 * zero character, which no task run id holds, and the loop number.
 */
final class LoopOrder {

    private static final int TAIL = Character.BYTES + Integer.BYTES;

    private LoopOrder() {}

    static byte[] encode(LoopKey key) {
        byte[] taskRun = key.taskRunId().getBytes(StandardCharsets.UTF_16BE);
        return ByteBuffer.allocate(taskRun.length + TAIL)
                .put(taskRun)
                .putChar('\0')
                .putInt(key.loopId())
                .array();
    }

    static LoopKey decode(byte[] bytes) {
        int length = bytes.length - TAIL;
        int loopId = ByteBuffer.wrap(bytes).getInt(length + Character.BYTES);
        return new LoopKey(new String(bytes, 0, length, StandardCharsets.UTF_16BE), loopId);
    }
}
