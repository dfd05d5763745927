package dev.loopline.bundle.store;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import java.nio.file.Path;

/**
 * An archive that is complete but not yet visible.
 *
 * @param file the temporary file
 * @param revision the revision that it was packed for
 * @param claim see {@link IndexEntry#claim}
 * @param bundle what it will be
 * @param owesAnnouncement whether it is noted that it is still to be announced; not where the event that asks for it comes
 *     again until that is done
 */
public record StagedArchive(Path file, long revision, Sha256 claim, Bundle bundle, boolean owesAnnouncement) {

    public StagedArchive(Path file, long revision, Sha256 claim, Bundle bundle) {
        this(file, revision, claim, bundle, false);
    }
}
