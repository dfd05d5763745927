package dev.loopline.watcher.status;

/**
 * What became of all registered loops at their newest revision. Every one is in exactly one of the other columns, at all times:
 * {@code registered = imported + inFlight + deadLetters + rejected}. Withdrawn loops are in none.
 *
 * @param registered all of them
 * @param imported in AIstock
 * @param inFlight on their way
 * @param deadLetters given up by a service, which kept the event and the reason
 * @param rejected backfilled and turned down, because their files hold no result
 */
public record Ledger(long registered, long imported, long inFlight, long deadLetters, long rejected) {

    /** Loops that are in no column, or in two: zero unless Loopline itself is at fault. */
    public long unaccounted() {
        return registered - imported - inFlight - deadLetters - rejected;
    }
}
