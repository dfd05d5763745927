package dev.loopline.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** Content as loops hold it, by how well it can be compressed. */
enum PackContent {
    /** Normally distributed float32 numbers, as in the weights of a network. */
    FLOATS("float data") {
        @Override
        void fill(ByteBuffer target, Random random) {
            while (target.remaining() >= Float.BYTES) {
                target.putFloat((float) random.nextGaussian());
            }
        }
    },
    /** Lines as in a log, a CSV file or the text form of a tree model. */
    TEXT("text") {
        @Override
        void fill(ByteBuffer target, Random random) {
            while (target.hasRemaining()) {
                byte[] line = String.format(
                                Locale.ROOT,
                                "2025-%02d-%02d,SH60%04d,%.6f,%.6f%n",
                                1 + random.nextInt(12),
                                1 + random.nextInt(28),
                                random.nextInt(3000),
                                random.nextGaussian(),
                                random.nextGaussian())
                        .getBytes(StandardCharsets.US_ASCII);
                target.put(line, 0, Math.min(line.length, target.remaining()));
            }
        }
    },
    /** Bytes without any regularity, as in parquet and zip files. */
    COMPRESSED("compressed") {
        @Override
        void fill(ByteBuffer target, Random random) {
            byte[] bytes = new byte[target.remaining()];
            random.nextBytes(bytes);
            target.put(bytes);
        }
    };

    private final String label;

    PackContent(String label) {
        this.label = label;
    }

    abstract void fill(ByteBuffer target, Random random);

    byte[] bytes(int length, long seed) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(bytes, new Random(seed));
        return bytes.array();
    }

    @Override
    public String toString() {
        return label;
    }
}
