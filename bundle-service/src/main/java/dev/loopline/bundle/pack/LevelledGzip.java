package dev.loopline.bundle.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One gzip stream (no name, no time in its header) whose compression level may change on the way: data that does not
 * shrink is stored. What is written is passed on in blocks of fixed size, because the bytes that come out depend on how
 * those that go in are cut. Not for several threads.
 */
final class LevelledGzip extends GZIPOutputStream {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final byte[] block = new byte[BUFFER_BYTES];
    private int filled;

    LevelledGzip(OutputStream out) throws IOException {
        super(out, BUFFER_BYTES);
        def.setLevel(Deflater.BEST_SPEED);
    }

    /** What is written from now on is compressed at this level. */
    void level(int level) throws IOException {
        passOn();
        def.setLevel(level);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, block.length - filled);
            System.arraycopy(data, from, block, filled, part);
            filled += part;
            from += part;
            left -= part;
            if (filled == block.length) {
                passOn();
            }
        }
    }

    @Override
    public void finish() throws IOException {
        passOn();
        super.finish();
    }

    /** Frees the memory outside the heap, also after a failure; the file below is not closed. */
    void release() {
        def.end();
    }

    private void passOn() throws IOException {
        int length = filled;
        filled = 0;
        if (length > 0) {
            super.write(block, 0, length);
        }
    }
}
