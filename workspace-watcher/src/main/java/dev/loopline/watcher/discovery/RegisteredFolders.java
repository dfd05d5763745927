package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives folders to loops as the registry's rows of workspaces say. Several rows may mean one folder: one of them counts, the
 * others are reported. For one look and one thread.
 */
final class RegisteredFolders {

    private final LoopAssembly assembly;
    private final Map<Path, List<Claim>> byFolder = new LinkedHashMap<>();

    private record Claim(WorkspaceRow row, LoopKey loop) {}

    RegisteredFolders(LoopAssembly assembly) {
        this.assembly = assembly;
    }

    /** Returns, for each folder that holds workspaces of one task run only, that task run. */
    Map<Path, String> addAll(List<WorkspaceRow> rows) {
        rows.forEach(this::collect);
        Map<Path, Set<String>> tasks = new HashMap<>();
        Set<LoopKey> madeUp = new HashSet<>();
        byFolder.forEach((folder, claims) -> {
            Claim owner = settle(folder, claims);
            claims.stream()
                    .map(Claim::loop)
                    .filter(loop -> LoopAssembly.isMadeUp(loop.taskRunId()))
                    .forEach(madeUp::add);
            assembly.claim(folder, owner.loop());
            assembly.add(owner.loop(), LoopWorkspace.of(owner.row(), folder));
            Path parent = folder.getParent();
            if (parent != null) {
                tasks.computeIfAbsent(parent, path -> new HashSet<>())
                        .add(owner.loop().taskRunId());
            }
        });
        // An id that a scan tool made up for a folder of a real loop is no loop to wait for; settle has named it.
        assembly.dropWithoutWorkspace(madeUp);
        return tasks.entrySet().stream()
                .filter(entry -> entry.getValue().size() == 1)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().iterator().next()));
    }

    private void collect(WorkspaceRow row) {
        Optional<Path> folder = assembly.folder(row.path());
        if (folder.isPresent() && assembly.yields(row, folder.get())) {
            return;
        }
        folder.ifPresent(assembly::claim);
        if (row.isSuperseded()) {
            return;
        }
        Optional<LoopKey> loop = loopOf(row);
        if (loop.isPresent() && folder.isPresent()) {
            byFolder.computeIfAbsent(folder.get(), path -> new ArrayList<>()).add(new Claim(row, loop.get()));
        } else if (loop.isPresent()) {
            assembly.add(loop.get(), LoopWorkspace.of(row, null));
        }
    }

    private Optional<LoopKey> loopOf(WorkspaceRow row) {
        String subject = "workspace " + row.workspaceId();
        Integer loopId = row.loopId();
        if (loopId == null) {
            assembly.report(subject, "its registry row has no loop id, and none is never taken for 0");
            return Optional.empty();
        }
        if (!LoopKey.isTaskRunId(row.taskRunId())) {
            assembly.report(subject, "'" + row.taskRunId() + "' cannot be a task run id");
            return Optional.empty();
        }
        LoopKey key = new LoopKey(row.taskRunId(), loopId);
        if (!assembly.hasRow(key)) {
            assembly.report(subject, "the registry has no row of its loop " + key);
            return Optional.empty();
        }
        return Optional.of(key);
    }

    private Claim settle(Path folder, List<Claim> all) {
        Optional<LoopKey> owner = assembly.ownerOf(folder);
        String name = String.valueOf(folder.getFileName());
        Claim best = all.stream()
                .min(Comparator.comparing((Claim claim) -> !owner.equals(Optional.of(claim.loop())))
                        .thenComparing(
                                claim -> LoopAssembly.isMadeUp(claim.loop().taskRunId()))
                        .thenComparing(claim -> !name.endsWith(claim.row().workspaceId()))
                        .thenComparing(Claim::loop)
                        .thenComparing(claim -> claim.row().workspaceId()))
                .orElseThrow();
        for (Claim claim : all) {
            if (!claim.equals(best)) {
                assembly.report(
                        "workspace " + claim.row().workspaceId() + " of " + claim.loop(),
                        "the same folder is registered as workspace "
                                + best.row().workspaceId() + " of " + best.loop());
            }
        }
        return best;
    }
}
