package dev.loopline.bundle.pack;

/** A file has another content than the event says, now or for good. */
final class ClaimOutdatedException extends SourceChangedException {

    private static final long serialVersionUID = 1L;

    ClaimOutdatedException(String file) {
        super(file);
    }
}
