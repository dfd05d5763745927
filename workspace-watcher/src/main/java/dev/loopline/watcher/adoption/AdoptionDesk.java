package dev.loopline.watcher.adoption;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.watcher.adoption.AdoptionResult.Result;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.Unassigned;
import dev.loopline.watcher.discovery.WorkspaceLook;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which folders can be adopted. It changes nothing: {@link #adoptable} has what is to be kept. For one request and
 * one thread.
 */
final class AdoptionDesk {

    private final RecordedPaths paths;
    private final FolderOwners owners;
    private final AdoptedFolders adopted;
    private final Set<Path> unassigned = new HashSet<>();
    private final Set<LoopKey> taken = new HashSet<>();
    private final Map<Path, LoopKey> adoptable = new LinkedHashMap<>();

    /** @param unassigned what the last look at the home could not tie to a loop */
    AdoptionDesk(RecordedPaths paths, FolderOwners owners, AdoptedFolders adopted, List<Unassigned> unassigned) {
        this.paths = paths;
        this.owners = owners;
        this.adopted = adopted;
        unassigned.stream()
                .map(Unassigned::subject)
                .flatMap(subject -> path(subject).filter(Path::isAbsolute).stream())
                .forEach(this.unassigned::add);
        adopted.folders().forEach(folder -> adopted.loopOf(folder).ifPresent(taken::add));
    }

    /** All folders with results that nothing ties to a loop, by their paths. */
    List<AdoptionResult> all() {
        return unassigned.stream()
                .sorted()
                .filter(folder -> adopted.loopOf(folder).isEmpty())
                .filter(paths::isWorkspace)
                .filter(WorkspaceLook::holdsResult)
                .map(folder -> consider(folder.toString(), folder))
                .toList();
    }

    /** These folders, in their order, each once. */
    List<AdoptionResult> named(List<String> folders) {
        List<AdoptionResult> results = new ArrayList<>();
        for (String text : new LinkedHashSet<>(folders)) {
            Optional<Path> folder = paths.roots().resolve(text).or(() -> paths.resolve(text));
            results.add(folder.isEmpty() || isLink(text) ? notFound(text) : consider(text, folder.get()));
        }
        return results;
    }

    /** The folders that may be adopted, with their loops. */
    Map<Path, LoopKey> adoptable() {
        return adoptable;
    }

    private AdoptionResult consider(String text, Path folder) {
        Optional<LoopKey> loop = AdoptedFolders.legacyLoop(folder);
        Optional<LoopKey> before = adopted.loopOf(folder);
        if (before.isPresent()) {
            return new AdoptionResult(text, before.get().toString(), Result.ALREADY_ADOPTED, null);
        }
        Optional<String> refusal = refusal(folder);
        if (refusal.isPresent() || loop.isEmpty()) {
            return AdoptionResult.refused(
                    text, refusal.orElse("its name cannot be part of a task run id; rename the folder"));
        }
        if (!taken.add(loop.get())) {
            return AdoptionResult.refused(
                    text, "another adopted folder has the same name and is the loop " + loop.get());
        }
        adoptable.put(folder, loop.get());
        return new AdoptionResult(text, loop.get().toString(), Result.ADOPTED, null);
    }

    private Optional<String> refusal(Path folder) {
        Optional<LoopKey> owner = owners.of(folder);
        if (owner.isPresent()) {
            return Optional.of("it belongs to the loop " + owner.get());
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("it is no folder");
        }
        if (!paths.isWorkspace(folder)) {
            return Optional.of(
                    "it is no workspace: workspaces lie in a root of workspaces, or are named by 32 hex digits");
        }
        if (!WorkspaceLook.holdsResult(folder)) {
            return Optional.of("it holds no result: neither combined_factors_df.parquet or .pkl, nor qlib_res.csv with"
                    + " ret.pkl or ret.parquet, nor factor_perf.json");
        }
        boolean isNamedByALoop = isListed(folder) && !unassigned.contains(folder);
        return isNamedByALoop
                ? Optional.of("the last look at the home did not find it unassigned: a loop that is not registered yet"
                        + " may name it; status shows what runs and waits")
                : Optional.empty();
    }

    /** Whether each look at the home lists it, so that it would be unassigned. */
    private boolean isListed(Path folder) {
        Path parent = folder.getParent();
        return parent != null && paths.isWorkspaceRoot(parent);
    }

    private static AdoptionResult notFound(String text) {
        Optional<Path> path = path(text);
        if (isLink(text)) {
            return AdoptionResult.refused(text, "it is a link; name the folder that it leads to");
        }
        boolean exists = path.filter(Path::isAbsolute).filter(Files::exists).isPresent();
        return AdoptionResult.refused(
                text,
                exists
                        ? "it lies neither in the RD-Agent home nor in another root; start with --workspace-root for the"
                                + " folder that holds it"
                        : "there is no such folder");
    }

    private static boolean isLink(String text) {
        return path(text).filter(Files::isSymbolicLink).isPresent();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
