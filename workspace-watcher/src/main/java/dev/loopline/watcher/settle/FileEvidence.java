package dev.loopline.watcher.settle;

import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.FileStat;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a primary workspace say about completion.
 *
 * @param evidence the kind
 * @param at the newest modification time of the files that say so
 */
public record FileEvidence(CompletionEvidence evidence, Instant at) {

    /** The last file that RD-Agent's session writes of a loop. */
    public static FileEvidence ofMark(Instant at) {
        return new FileEvidence(CompletionEvidence.SESSION_MARK, at);
    }

    /**
     * Looks for {@code feedback.json}, then for the result files: the factor table and the metrics for a factor loop, the
     * metrics and the report for a model loop; where the action is not known either pair counts. Last for the figures that an
     * older backfill derived from such files.
     */
    public static Optional<FileEvidence> in(FileSet files, String workspaceId, @Nullable String action) {
        return evidence(files, workspaceId, CompletionEvidence.FEEDBACK_FILE, List.of(Metadata.FEEDBACK))
                .or(() -> resultFiles(action)
                        .flatMap(names -> evidence(files, workspaceId, CompletionEvidence.RESULT_FILES, names).stream())
                        .findFirst());
    }

    private static Stream<List<String>> resultFiles(@Nullable String action) {
        Stream<String> tables = "model".equals(action) ? Stream.empty() : ResultFiles.FACTOR_TABLES.stream();
        Stream<String> curves = "factor".equals(action) ? Stream.empty() : ResultFiles.CURVES.stream();
        return Stream.concat(
                Stream.concat(tables, curves).map(name -> List.of(ResultFiles.METRICS, name)),
                Stream.of(List.of(Metadata.FACTOR_PERF)));
    }

    private static Optional<FileEvidence> evidence(
            FileSet files, String workspaceId, CompletionEvidence kind, List<String> names) {
        List<FileStat> found = names.stream()
                .flatMap(name -> files.find(workspaceId, name).stream())
                .filter(file -> file.size() > 0)
                .toList();
        return found.size() < names.size()
                ? Optional.empty()
                : found.stream()
                        .map(FileStat::modifiedAt)
                        .max(Comparator.naturalOrder())
                        .map(at -> new FileEvidence(kind, at));
    }
}
