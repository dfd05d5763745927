package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which workspaces belong to which loop. For one look and one thread. */
final class LoopMembers {

    private final Map<LoopKey, List<LoopWorkspace>> members = new HashMap<>();
    private final Map<LoopKey, List<String>> superseded = new HashMap<>();

    void add(LoopKey loop, LoopWorkspace workspace) {
        members.computeIfAbsent(loop, key -> new ArrayList<>()).add(workspace);
    }

    /**
     * Takes from a finished loop the workspaces that a scan gave to it, if its session names another experiment workspace:
     * they belong to a loop of the same number that RD-Agent rolled back.
     *
     * @param isNamed whether the session names a workspace
     */
    void supersede(LoopKey loop, Predicate<LoopWorkspace> isNamed) {
        Map<Boolean, List<LoopWorkspace>> byNamed =
                members.getOrDefault(loop, List.of()).stream().collect(Collectors.partitioningBy(isNamed));
        List<LoopWorkspace> old =
                byNamed.get(false).stream().filter(LoopWorkspace::isFoundByScan).toList();
        boolean isReplaced = byNamed.get(true).stream().anyMatch(LoopWorkspace::isExperiment)
                && old.stream().anyMatch(LoopWorkspace::isExperiment);
        if (isReplaced) {
            members.get(loop).removeAll(old);
            superseded.put(loop, old.stream().map(LoopWorkspace::workspaceId).toList());
        }
    }

    /** Forgets all other loops. */
    void keepOnly(Set<LoopKey> loops) {
        members.keySet().retainAll(loops);
    }

    Set<LoopKey> loops() {
        return members.keySet();
    }

    boolean has(LoopKey loop) {
        return members.containsKey(loop);
    }

    /** The workspaces of a loop, by id. */
    List<LoopWorkspace> of(LoopKey loop) {
        return members.getOrDefault(loop, List.of()).stream()
                .sorted(Comparator.comparing(LoopWorkspace::workspaceId))
                .toList();
    }

    /** The ids of the workspaces that {@link #supersede} took from a loop. */
    List<String> supersededOf(LoopKey loop) {
        return superseded.getOrDefault(loop, List.of());
    }

    /** Whether a loop has a workspace of this recorded path, however it is spelled. */
    boolean hasRecorded(LoopKey loop, String recorded) {
        return members.getOrDefault(loop, List.of()).stream().anyMatch(workspace -> workspace.isRecordedAs(recorded));
    }
}
