package dev.loopline.backfill.loop;

import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.hdf5.Hdf5Columns;
import dev.loopline.backfill.metadata.MetadataFiles;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.path.PortablePath;
import dev.loopline.kit.session.SessionLoop;
import dev.loopline.kit.session.SessionTask;
import dev.loopline.kit.session.SessionWorkspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Collects the names of a loop's factors from its session, its table of factors and metadata that is there. Stateless. */
final class FactorNames {

    private FactorNames() {}

    static ResultNames of(OpenLoop open, Optional<SessionLoop> session, List<String> columns) throws IOException {
        List<String> others = new ArrayList<>();
        Map<String, List<String>> columnsOfFolder = new HashMap<>();
        for (WorkspaceFolder workspace : open.folders()) {
            others.addAll(MetadataFiles.factorNames(workspace));
            columnsOfFolder.put(String.valueOf(workspace.root().getFileName()), Hdf5Columns.of(workspace));
        }
        List<String> tasks = session.stream()
                .flatMap(loop -> loop.tasks().stream())
                .filter(task -> task.kind() == SessionTask.Kind.FACTOR)
                .map(SessionTask::name)
                .filter(Objects::nonNull)
                .filter(name -> !name.isBlank())
                .toList();
        session.map(SessionLoop::experiment).ifPresent(experiment -> others.addAll(experiment.acceptedFactors()));
        return new ResultNames(tasks, taskOfFolder(session, tasks), columns, columnsOfFolder, others);
    }

    /** By the last name of the recorded path; a folder that is recorded for several tasks is no evidence. */
    private static Map<String, String> taskOfFolder(Optional<SessionLoop> session, List<String> tasks) {
        Map<String, String> taskOf = new HashMap<>();
        session.ifPresent(loop -> loop.workspaces()
                .forEach(workspace -> folder(workspace)
                        .filter(folder -> workspace.task() != null && tasks.contains(workspace.task()))
                        .ifPresent(folder -> taskOf.merge(
                                folder,
                                String.valueOf(workspace.task()),
                                (one, other) -> one.equals(other) ? one : ""))));
        taskOf.values().removeIf(String::isEmpty);
        return taskOf;
    }

    private static Optional<String> folder(SessionWorkspace workspace) {
        if (workspace.experiment() || workspace.path().isBlank()) {
            return Optional.empty();
        }
        List<String> names = PortablePath.parse(workspace.path()).segments();
        return names.isEmpty() ? Optional.empty() : Optional.of(names.get(names.size() - 1));
    }
}
