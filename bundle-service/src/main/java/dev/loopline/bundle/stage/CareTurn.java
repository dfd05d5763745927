package dev.loopline.bundle.stage;

import java.io.IOException;

/** Whether this bundler is the one that looks after the archives. Safe for all threads. */
interface CareTurn {

    /** @throws IOException if that cannot be found out now */
    boolean isOurs() throws IOException;

    /** The service stops: another one may. */
    default void giveBack() {}
}
