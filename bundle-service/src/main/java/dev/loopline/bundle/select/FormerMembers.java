package dev.loopline.bundle.select;

import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which members of a loop's former archive go into its next one: those whose source has vanished. A file that is still there,
 * and was left out because it is not part of a bundle any more, has not vanished.
 */
public final class FormerMembers {

    private static final String OTHERS = "workspaces/";

    private final BundleManifest former;
    private final LoopBackfilled loop;
    private final Set<String> names = new HashSet<>();
    private final Set<String> sources = new HashSet<>();

    /**
     * A member to take over.
     *
     * @param former the member in the former archive
     * @param name its name in the new one: another one if another workspace is the primary one now
     */
    public record Kept(Member former, String name) {

        public Member member() {
            return former.takenOver(name);
        }
    }

    private FormerMembers(BundleManifest former, LoopBackfilled loop) {
        this.former = former;
        this.loop = loop;
    }

    /**
     * @param packed what the new archive has from the workspaces
     * @param missing candidates whose file vanished after the event was made
     * @return the members to take over, in the order of the former archive
     */
    public static List<Kept> of(
            BundleManifest former, LoopBackfilled loop, Collection<Candidate> packed, Collection<Candidate> missing) {
        FormerMembers members = new FormerMembers(former, loop);
        List.of(BundleManifest.FILE_NAME, BundleSelection.SELF_CHECK).forEach(members::take);
        packed.forEach(candidate -> members.take(candidate.name()));
        members.findSources(missing);
        List<Kept> kept = new ArrayList<>();
        for (Member member : former.members()) {
            String name = members.nameOf(member.name());
            boolean safe = MemberNames.split(member.name()).isPresent()
                    && MemberNames.split(name).isPresent();
            if (safe && !members.sources.contains(name) && members.take(name)) {
                kept.add(new Kept(member, name));
            }
        }
        return kept;
    }

    private void findSources(Collection<Candidate> missing) {
        Set<LoopFile> gone = new HashSet<>();
        missing.forEach(candidate -> gone.add(candidate.file()));
        for (LoopFile file : loop.files()) {
            String workspace = file.workspaceId();
            if (workspace != null && !gone.contains(file)) {
                boolean primary = workspace.equals(loop.primaryWorkspaceId());
                sources.add(primary ? file.path() : OTHERS + MemberNames.folderName(workspace) + "/" + file.path());
            }
        }
    }

    /** The name, if it is free. */
    private boolean take(String name) {
        return names.add(MemberNames.comparable(name));
    }

    private String nameOf(String name) {
        if (former.primaryWorkspaceId().equals(loop.primaryWorkspaceId()) || BundleRules.isWantedLog(List.of(name))) {
            return name;
        }
        String root = OTHERS + MemberNames.folderName(loop.primaryWorkspaceId()) + "/";
        if (name.startsWith(root)) {
            return name.substring(root.length());
        }
        return name.startsWith(OTHERS)
                ? name
                : OTHERS + MemberNames.folderName(former.primaryWorkspaceId()) + "/" + name;
    }
}
