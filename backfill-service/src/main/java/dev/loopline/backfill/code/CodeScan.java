package dev.loopline.backfill.code;

import dev.loopline.backfill.code.FactorTie.Evidence;
import dev.loopline.backfill.code.python.SourceAnalysis;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the code of factors and the model in the Python sources in the roots of a loop's workspaces. For one loop and one
 * thread.
 */
public final class CodeScan {

    private static final Pattern FACTOR_FILE = Pattern.compile("factor\\.py|factor_(.+)\\.py|(.+)_factor\\.py");

    private final ResultNames names;
    private final Notes notes;
    private final Map<FactorSource, List<FactorTie>> ties = new LinkedHashMap<>();

    private CodeScan(ResultNames names, Notes notes) {
        this.names = names;
        this.notes = notes;
    }

    /**
     * The code of the loop's factors in all workspaces, in this order and by path, each factor once. A second source of the
     * same name with other code is a note, and so is a source that nothing ties to a name.
     */
    public static List<FactorCode> factors(List<WorkspaceFolder> workspaces, ResultNames names, Notes notes)
            throws IOException {
        CodeScan scan = new CodeScan(names, notes);
        FactorTies all = new FactorTies(names);
        for (FactorSource source : sources(workspaces)) {
            scan.ties.put(source, all.of(source));
        }
        scan.tieTheRest();
        return scan.codes();
    }

    private static List<FactorSource> sources(List<WorkspaceFolder> workspaces) throws IOException {
        List<FactorSource> sources = new ArrayList<>();
        for (WorkspaceFolder workspace : workspaces) {
            for (FoundFile file : workspace.files()) {
                Matcher factorFile = FACTOR_FILE.matcher(file.name());
                if (file.isInRoot() && factorFile.matches()) {
                    String stem = factorFile.group(1) != null ? factorFile.group(1) : factorFile.group(2);
                    String folder = String.valueOf(workspace.root().getFileName());
                    workspace
                            .text(file.path())
                            .map(text -> new FactorSource(
                                    workspace.workspaceId(),
                                    folder,
                                    file.path(),
                                    stem,
                                    text,
                                    SourceAnalysis.survey(text)))
                            .ifPresent(sources::add);
                }
            }
        }
        return sources;
    }

    /** One name and one source that are left belong together; without a session only if the source has no name of its own. */
    private void tieTheRest() {
        List<FactorSource> sources = ties.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty() && !entry.getKey().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        List<String> left = (names.hasTasks() ? names.tasks() : names.columns())
                .stream()
                        .filter(name -> ties.values().stream()
                                .flatMap(List::stream)
                                .noneMatch(tie -> tie.name().equals(name)))
                        .toList();
        boolean alone = sources.size() == 1 && left.size() == 1;
        if (alone && (names.hasTasks() || !FactorTies.saysAName(sources.get(0)))) {
            FactorSource source = sources.get(0);
            var output = source.survey().outputs().size() == 1
                    ? source.survey().outputs().get(0)
                    : null;
            ties.put(source, List.of(new FactorTie(left.get(0), Evidence.REST, output, null)));
        }
    }

    private List<FactorCode> codes() {
        Map<String, Evidence> strongest = new LinkedHashMap<>();
        ties.values()
                .forEach(all -> all.forEach(
                        tie -> strongest.merge(tie.name(), tie.evidence(), (a, b) -> a.compareTo(b) <= 0 ? a : b)));
        Map<String, FactorCode> codes = new LinkedHashMap<>();
        ties.forEach((source, all) -> {
            for (FactorTie tie : all) {
                boolean weaker = tie.evidence() != strongest.get(tie.name());
                FactorCode known = codes.get(tie.name());
                if (weaker || known != null) {
                    noteSecond(tie.name(), source, known);
                } else {
                    codes.put(tie.name(), source.of(tie, names));
                }
            }
            if (all.isEmpty()) {
                noteUntied(source);
            }
        });
        codes.values().forEach(this::noteGaps);
        names.tasks().stream()
                .filter(task -> !codes.containsKey(task))
                .forEach(task -> notes.add(
                        "TASK_WITHOUT_CODE", null, "The code of " + task + " is in no workspace of the loop."));
        return List.copyOf(codes.values());
    }

    private void noteSecond(String name, FactorSource source, @Nullable FactorCode known) {
        if (known == null || !known.source().equals(source.text())) {
            notes.add(
                    "FACTOR_DEFINED_TWICE",
                    source.workspaceId() + "/" + source.path(),
                    "The factor " + name + " is defined by other code too; the first one counts.");
        }
    }

    private void noteUntied(FactorSource source) {
        notes.add(
                source.isEmpty() ? "NO_FACTOR_IN_CODE" : "CODE_NOT_TIED",
                source.workspaceId() + "/" + source.path(),
                source.isEmpty()
                        ? "It defines no function or class and writes no result."
                        : "Neither its columns nor its file nor its definitions name a factor of the loop's results.");
    }

    private void noteGaps(FactorCode code) {
        code.inputs()
                .gaps()
                .forEach(gap -> notes.add(
                        gap.code(), code.workspaceId() + "/" + code.path(), code.name() + ": " + gap.reason()));
    }

    /** The class of {@code model.py}; empty if there is none. */
    public static Optional<String> modelClass(WorkspaceFolder workspace) throws IOException {
        return workspace.text("model.py").flatMap(ModelSource::modelClass);
    }
}
