package dev.loopline.kit.http;

/** Ends a call that asks for bytes behind the end of a file. */
final class RangeNotSatisfiableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long sizeBytes;

    RangeNotSatisfiableException(long sizeBytes) {
        super("the file has " + sizeBytes + " bytes");
        this.sizeBytes = sizeBytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }
}
