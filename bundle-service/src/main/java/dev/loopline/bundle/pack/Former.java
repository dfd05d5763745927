package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.FormerMembers;
import dev.loopline.bundle.select.FormerMembers.Kept;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.LoopBackfilled;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a loop was packed into before. For one loop and one thread.
 *
 * @param readable the archive that can be read as one of this loop; null if there is none
 * @param lost what was in the archive that is not there any more, or is another one now; null if nothing is lost
 */
record Former(@Nullable FormerArchive readable, @Nullable BundleManifest lost) {

    static final Former NONE = new Former(null, null);

    static Former whole(FormerArchive archive) {
        return new Former(archive, null);
    }

    /**
     * The members to take over.
     *
     * @param packed what the new archive has from the workspaces
     * @param gone candidates whose file vanished
     * @throws RejectedLoopException if only the lost archive had some of them
     */
    List<Kept> kept(LoopBackfilled loop, Collection<Candidate> packed, Collection<Candidate> gone)
            throws RejectedLoopException {
        List<Kept> kept = readable == null ? List.of() : FormerMembers.of(readable.manifest(), loop, packed, gone);
        if (lost == null) {
            return kept;
        }
        Set<String> there = new HashSet<>();
        kept.forEach(one -> there.add(content(one)));
        for (Kept needed : FormerMembers.of(lost, loop, packed, gone)) {
            if (!there.contains(content(needed))) {
                throw new RejectedLoopException(
                        FormerArchive.DAMAGED,
                        "files of the loop are gone, such as " + needed.former().name() + ", and only its archive "
                                + lost.assetBundleId() + ".tar.gz had them, which was lost or damaged; put AIstock's"
                                + " copy of the archive or a backup in its place. To do without them, move the archive"
                                + " away and ask for a backfill of this loop");
            }
        }
        return kept;
    }

    private static String content(Kept member) {
        return member.name() + " " + member.former().sha256();
    }
}
