package dev.loopline.backfill.loop;

/** The home, or the part of it that holds the workspaces, is not there: its disk is not mounted. Worth waiting for. */
public final class HomeNotThereException extends RuntimeException {

    HomeNotThereException(String message) {
        super(message);
    }
}
