package dev.loopline.importer.bundle;

import java.io.FilterInputStream;
import java.io.InputStream;

/**
 * Does not close what it reads from: its owner reads on. Does not go back either, because a digest that stands below would
 * count the bytes twice.
 */
final class UnclosedInput extends FilterInputStream {

    UnclosedInput(InputStream in) {
        super(in);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {
        // closed by the owner
    }
}
