package dev.loopline.simulation;

/** A service dies at this very place. An error, because no service must survive it by catching exceptions. */
final class Crash extends Error {

    private static final long serialVersionUID = 1;

    Crash(String service) {
        super(service + " crashes", null, false, false);
    }
}
