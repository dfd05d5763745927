package dev.loopline.bundle.pack;

import java.io.IOException;

/** The archive cannot be written, whatever its sources are like: the disk is full or fails. */
class ArchiveWriteException extends IOException {

    private static final long serialVersionUID = 1L;

    ArchiveWriteException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
