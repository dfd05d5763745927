package dev.loopline.backfill.code;

import dev.loopline.backfill.code.python.SourceAnalysis;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds factors and the model in the Python sources in the roots of a loop's workspaces. */
public final class CodeScan {

    private static final Pattern FACTOR_FILE = Pattern.compile("factor\\.py|factor_(.+)\\.py|(.+)_factor\\.py");
    private static final String CALCULATE = "calculate_";

    private CodeScan() {}

    /**
     * The factors of all workspaces, in this order and by path, each name once. A second source of the same name with other
     * code is a note.
     */
    public static List<FactorCode> factors(List<WorkspaceFolder> workspaces, Notes notes) throws IOException {
        List<FactorCode> factors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (WorkspaceFolder workspace : workspaces) {
            for (FoundFile file : workspace.files()) {
                Matcher factorFile = FACTOR_FILE.matcher(file.name());
                if (!file.isInRoot() || !factorFile.matches()) {
                    continue;
                }
                Optional<String> text = workspace.text(file.path());
                Optional<FactorCode> found = text.flatMap(source -> inFile(workspace, file, factorFile, source));
                if (text.isPresent() && found.isEmpty()) {
                    notes.add(
                            "NO_FACTOR_IN_CODE",
                            workspace.subject(file.path()),
                            "It defines no function or class of a factor.");
                }
                found.filter(code -> isNew(code, factors, names, workspace, notes))
                        .ifPresent(code -> {
                            factors.add(code);
                            code.inputs()
                                    .gaps()
                                    .forEach(gap -> notes.add(
                                            gap.code(),
                                            workspace.subject(code.path()),
                                            code.name() + ": " + gap.reason()));
                        });
            }
        }
        return List.copyOf(factors);
    }

    private static boolean isNew(
            FactorCode code, List<FactorCode> known, Set<String> names, WorkspaceFolder workspace, Notes notes) {
        if (names.add(code.name())) {
            return true;
        }
        boolean same = known.stream()
                .anyMatch(other ->
                        other.name().equals(code.name()) && other.source().equals(code.source()));
        if (!same) {
            notes.add(
                    "FACTOR_DEFINED_TWICE",
                    workspace.subject(code.path()),
                    "The factor " + code.name() + " is defined by other code too; the first one counts.");
        }
        return false;
    }

    /** The class of {@code model.py}; empty if there is none. */
    public static Optional<String> modelClass(WorkspaceFolder workspace) throws IOException {
        return workspace.text("model.py").flatMap(text -> new PythonSource(text).modelClass());
    }

    private static Optional<FactorCode> inFile(
            WorkspaceFolder workspace, FoundFile file, Matcher factorFile, String text) {
        PythonSource source = new PythonSource(text);
        String stem = factorFile.group(1) != null ? factorFile.group(1) : factorFile.group(2);
        return choose(source.definitions(), stem == null ? "" : FactorCode.identifier(stem))
                .map(definition -> factor(definition, stem, source, workspace, file, text));
    }

    /** {@code calculate_<name>}, else the one named like the file, else the first class, else the first function. */
    private static Optional<PythonSource.Definition> choose(List<PythonSource.Definition> all, String stem) {
        List<PythonSource.Definition> usable = all.stream()
                .filter(one -> !one.name().startsWith("_") && !one.name().equals("main"))
                .toList();
        return usable.stream()
                .filter(one -> !one.isClass()
                        && one.name().startsWith(CALCULATE)
                        && one.name().length() > CALCULATE.length())
                .findFirst()
                .or(() -> usable.stream().filter(one -> one.name().equals(stem)).findFirst())
                .or(() ->
                        usable.stream().filter(PythonSource.Definition::isClass).findFirst())
                .or(() -> usable.stream().findFirst());
    }

    private static FactorCode factor(
            PythonSource.Definition definition,
            @Nullable String stem,
            PythonSource source,
            WorkspaceFolder workspace,
            FoundFile file,
            String text) {
        String spelled = !definition.isClass() && definition.name().startsWith(CALCULATE)
                ? definition.name().substring(CALCULATE.length())
                : definition.name();
        boolean fileSaysIt = stem != null && FactorCode.identifier(stem).equals(spelled);
        String name = source.columnSpelled(spelled).orElse(fileSaysIt ? stem : spelled);
        FactorCode.Shape shape = FactorCode.Shape.READS_FILE;
        if (definition.isClass()) {
            shape = FactorCode.Shape.CLASS;
        } else if (!definition.arguments().isEmpty()) {
            shape = FactorCode.Shape.TAKES_FRAME;
        }
        return new FactorCode(
                name,
                definition.name(),
                shape,
                shape == FactorCode.Shape.READS_FILE ? source.readsFile().orElse(null) : null,
                workspace.workspaceId(),
                file.path(),
                text,
                SourceAnalysis.of(text, definition.name()));
    }
}
