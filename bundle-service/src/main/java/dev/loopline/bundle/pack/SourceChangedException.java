package dev.loopline.bundle.pack;

/** A file is not what it was when it was measured. */
class SourceChangedException extends Exception {

    private static final long serialVersionUID = 1L;

    SourceChangedException(String file) {
        super(file);
    }
}
