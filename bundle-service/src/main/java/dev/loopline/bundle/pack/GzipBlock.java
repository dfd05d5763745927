package dev.loopline.bundle.pack;

/** A stretch of the archive and what it was compressed to. Used again and again; one thread at a time. */
final class GzipBlock {

    /** So much of the archive becomes one gzip member. */
    static final int BYTES = 1 << 20;
    /** What a gzip member can be longer than its content: header, trailer, headers of stored blocks. */
    private static final int OVERHEAD = 4096;

    final byte[] content = new byte[BYTES];
    final byte[] member = new byte[BYTES + OVERHEAD];
    int contentLength;
    int memberLength;
    /** Whether a sample decides if this is worth compressing. */
    boolean isSampled;

    boolean isFull() {
        return contentLength == BYTES;
    }

    /** Takes what fits; returns how much that was. */
    int fill(byte[] data, int offset, int length) {
        int part = Math.min(length, BYTES - contentLength);
        System.arraycopy(data, offset, content, contentLength, part);
        contentLength += part;
        return part;
    }
}
