package dev.loopline.bundle.serve;

/** Ends a call that asks for bytes behind the end of an archive. */
final class RangeNotSatisfiableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long sizeBytes;

    RangeNotSatisfiableException(long sizeBytes) {
        super("the bundle has " + sizeBytes + " bytes");
        this.sizeBytes = sizeBytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }
}
