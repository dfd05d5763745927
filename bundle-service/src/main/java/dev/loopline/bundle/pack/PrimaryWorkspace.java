package dev.loopline.bundle.pack;

import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.path.HomeRoot;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The RD-Agent home that loops are packed from, and whether the primary workspace of a loop can be read in it. Immutable.
 *
 * @param settings the home and its further roots
 */
record PackedHome(RootSettings settings) {

    /** Refuses an event that does not list the primary workspace that it names. */
    static void requireListed(LoopBackfilled loop) throws RejectedLoopException {
        boolean listed = loop.workspaces().stream()
                .anyMatch(workspace -> workspace.workspaceId().equals(loop.primaryWorkspaceId()));
        if (!listed) {
            throw new RejectedLoopException(
                    "WORKSPACE_MISSING",
                    "the loop " + loop.key() + " names the primary workspace " + loop.primaryWorkspaceId()
                            + " but does not list it; ask for a backfill of this loop");
        }
    }

    /** Refuses a loop whose primary workspace is not there, or is a link. */
    static void requireThere(LoopBackfilled loop, HomeRoots roots) throws IOException, RejectedLoopException {
        String spelled = loop.primaryWorkspace().homeRelativePath();
        Optional<Path> folder = Optional.ofNullable(spelled).flatMap(roots::locate);
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            if (spelled != null) {
                requireMounted(spelled, roots);
            }
            throw new RejectedLoopException(
                    "WORKSPACE_MISSING",
                    "the primary workspace of " + loop.key() + ", recorded as "
                            + loop.primaryWorkspace().recordedPath() + ", is neither below " + roots.home()
                            + " nor in another root; restore it, name its root or set a path mapping, then ask for a"
                            + " backfill of this loop");
        }
        if (Optional.ofNullable(spelled).flatMap(roots::resolve).isEmpty()) {
            throw new RejectedLoopException(
                    "WORKSPACE_OUTSIDE_HOME",
                    "the primary workspace of " + loop.key() + " is a link or leads out of " + roots.home()
                            + "; links are not followed, move the folder into the home or name its root");
        }
    }

    /** What lies on a disk that is not there is not gone. */
    private static void requireMounted(String spelled, HomeRoots roots) throws IOException {
        Optional<HomeRoot> root = roots.rootOf(spelled);
        boolean isOther = root.isPresent()
                && (root.get().spelling().startsWith("@")
                        || Files.isSymbolicLink(root.get().place()));
        if (isOther && !root.get().isThere()) {
            throw new IOException("the root " + root.get().place() + " is not there; mount it again");
        }
    }

    /** @throws IOException if the home is not there */
    HomeRoots roots() throws IOException {
        try {
            return HomeRoots.open(settings);
        } catch (NoSuchFileException e) {
            throw new IOException("the RD-Agent home " + settings.home() + " is not there; mount it again", e);
        }
    }
}
