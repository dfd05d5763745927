package dev.loopline.kit.pickle;

/**
 * How large a pickle may be. Whatever is larger is refused, so that neither time nor memory depends on what a file claims.
 *
 * @param bytes length of the whole pickle, in bytes
 * @param itemBytes longest text or byte string that is kept; a longer one is passed over and replaced by {@link LeftOut}
 * @param keptBytes all texts and byte strings together; what comes after that is passed over as well
 * @param elements how many values it may hold
 * @param depth how deep marks and containers may be nested
 * @param memo how many values may be remembered for later reference
 */
public record PickleLimits(long bytes, int itemBytes, long keptBytes, int elements, int depth, int memo) {

    private static final int MIB = 1024 * 1024;

    /** 64 MiB, of which 16 MiB are kept; half a million values: some tens of megabytes of heap. */
    public static final PickleLimits DEFAULT = new PickleLimits(64L * MIB, 2 * MIB, 16L * MIB, 500_000, 5_000, 500_000);

    public PickleLimits {
        if (bytes < 1 || itemBytes < 1 || keptBytes < 1 || elements < 1 || depth < 1 || memo < 1) {
            throw new IllegalArgumentException("a limit of a pickle is not positive");
        }
    }
}
