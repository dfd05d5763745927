package dev.loopline.bundle.integrity;

import dev.loopline.bundle.store.ArchiveScan.Look;
import dev.loopline.bundle.store.KnownArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is not the one that was written.
 *
 * @param loop its loop
 * @param archive what was written; null if it is only known that it was announced
 * @param look how the file looked when that was found out; null if it was not there
 * @param since when it was found out
 * @param sign what is wrong with it, a clause
 * @param attempts how often it was tried in vain to pack it again
 * @param nextAttempt when it is tried next
 * @param trouble why the last attempt failed, a sentence; null before the first
 */
public record Damage(
        LoopKey loop,
        @Nullable KnownArchive archive,
        @Nullable Look look,
        Instant since,
        String sign,
        int attempts,
        Instant nextAttempt,
        @Nullable String trouble) {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int LONGEST_AFTER = 5;

    static Damage of(KnownArchive archive, @Nullable Look look, String sign, Instant now) {
        return new Damage(archive.loop(), archive, look, now, sign, 0, now, null);
    }

    /** The archive of a loop that was announced is not there, and nothing else is known of it. */
    static Damage announcedOnly(LoopKey loop, Instant now) {
        return new Damage(loop, null, null, now, "it is not there", 0, now, null);
    }

    Damage failed(String why, Instant now) {
        Duration pause = attempts >= LONGEST_AFTER ? LONGEST_PAUSE : FIRST_PAUSE.multipliedBy(1L << attempts);
        return new Damage(loop, archive, look, since, sign, attempts + 1, now.plus(pause), why);
    }

    /** Whether it is time to try; if the clock was set back, it is. */
    boolean isDue(Instant now) {
        return !now.isBefore(nextAttempt) || now.isBefore(nextAttempt.minus(LONGEST_PAUSE));
    }

    /** One sentence for people. */
    public String sentence() {
        return "the archive " + BundleId.of(loop).fileName() + " was damaged or lost (" + sign + "); "
                + (trouble == null ? "it is packed again" : trouble);
    }
}
