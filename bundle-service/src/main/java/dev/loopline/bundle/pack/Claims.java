package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.BundleSelection;
import dev.loopline.bundle.select.ManifestDraft;
import dev.loopline.bundle.select.Selection;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.LoopBackfilled;
import java.util.Optional;

/**
 * What an event claims that its archive holds, as the digest of the manifest that follows from it: an archive that was made from
 * the same claim needs no second look at the files. Pure.
 */
final class Claims {

    private Claims() {}

    /**
     * Whether an archive was made from what the event claims. It stays the right one when a later Loopline brings another check
     * along.
     */
    static boolean isOf(IndexEntry known, LoopBackfilled loop, Selection selection) {
        return selfCheck(known.bundle())
                .filter(selfCheck -> known.claim().equals(of(ManifestDraft.asClaimed(loop, selection, selfCheck))))
                .isPresent();
    }

    /** The claim of an archive that was just written. */
    static Sha256 of(LoopBackfilled loop, Selection selection, ArchiveBuilder.Written written) {
        BundleManifest claimed = ManifestDraft.asClaimed(loop, selection, ArchiveBuilder.SELF_CHECK_MEMBER);
        return claimed.equals(written.manifest()) ? written.manifestSha256() : of(claimed);
    }

    /** The claim of an archive that was announced. */
    static Sha256 of(LoopBackfilled loop, Selection selection, Bundle announced) {
        return of(ManifestDraft.asClaimed(
                loop, selection, selfCheck(announced).orElse(ArchiveBuilder.SELF_CHECK_MEMBER)));
    }

    private static Optional<Member> selfCheck(Bundle bundle) {
        return bundle.manifest().members().stream()
                .filter(member -> member.name().equals(BundleSelection.SELF_CHECK))
                .findFirst();
    }

    private static Sha256 of(BundleManifest claimed) {
        return Sha256.of(ArchiveBuilder.json(claimed));
    }
}
