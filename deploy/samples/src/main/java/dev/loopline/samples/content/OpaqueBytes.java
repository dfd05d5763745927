package dev.loopline.samples.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Stand-ins for files that RD-Agent pickles: a first line that says what the file stands for, then 32-bit floats that
 * compress about as badly as trained weights do. They are no pickles, cannot be loaded, and execute nothing.
 */
final class OpaqueBytes {

    private OpaqueBytes() {}

    /** Exactly {@code size} bytes; the label is cut where the size is smaller. */
    static byte[] of(String label, int size, SplittableRandom random) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        byte[] head = ("# Loopline sample, opaque bytes in place of " + label + "; not a pickle\n")
                .getBytes(StandardCharsets.UTF_8);
        bytes.put(head, 0, Math.min(head.length, size));
        while (bytes.remaining() >= Long.BYTES) {
            long bits = random.nextLong();
            bytes.putFloat(weight((int) bits)).putFloat(weight((int) (bits >>> 32)));
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) random.nextInt());
        }
        return bytes.array();
    }

    /** A float around zero, as weights are: sign, small exponent, random mantissa. */
    private static float weight(int bits) {
        return bits * 0x1.0p-34f;
    }
}
