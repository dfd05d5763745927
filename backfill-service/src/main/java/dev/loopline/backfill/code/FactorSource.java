package dev.loopline.backfill.code;

import dev.loopline.backfill.code.FactorCode.Entry;
import dev.loopline.backfill.code.FactorCode.Shape;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.backfill.code.python.SourceAnalysis;
import dev.loopline.backfill.code.python.SourceSurvey;
import dev.loopline.backfill.code.python.SourceSurvey.Call;
import dev.loopline.backfill.code.python.SourceSurvey.Definition;
import dev.loopline.backfill.code.python.SourceSurvey.Output;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A source that may hold the code of factors.
 *
 * @param workspaceId the workspace that holds it
 * @param folder the name of that workspace's folder
 * @param path relative to the workspace
 * @param stem {@code <name>} of {@code factor_<name>.py}; null for {@code factor.py}
 * @param text its whole text
 * @param survey what it writes and defines
 */
record FactorSource(
        String workspaceId,
        String folder,
        String path,
        @Nullable String stem,
        String text,
        SourceSurvey survey) {

    private static final String RESULT = "result.h5";
    private static final Pattern DATA_FILE = Pattern.compile("[^/\\\\]+\\.(h5|hdf|hdf5|parquet|pq|csv|pkl|pickle)");
    private static final List<String> USUAL = List.of("calculate_", "factor_", "compute_", "calc_");

    /** Whether there is something in it that could compute a factor. */
    boolean isEmpty() {
        return survey.isParsed()
                && survey.outputs().isEmpty()
                && survey.definitions().isEmpty();
    }

    List<Output> named() {
        return survey.outputs().stream().filter(Output::isNamed).toList();
    }

    /** The code of one factor of this source. */
    FactorCode of(FactorTie tie, ResultNames names) {
        Output output = tie.output();
        Optional<Definition> definition = Optional.ofNullable(tie.definition())
                .or(() -> definitionOf(tie, names))
                .or(() -> output == null || output.definition() == null
                        ? Optional.empty()
                        : survey.definitions().stream()
                                .filter(one -> one.name().equals(output.definition()))
                                .findFirst());
        return new FactorCode(
                tie.name(),
                entry(definition.orElse(null), output),
                workspaceId,
                path,
                text,
                inputs(definition.map(Definition::name).orElse(""), output));
    }

    private Optional<Definition> definitionOf(FactorTie tie, ResultNames names) {
        return survey.definitions().stream()
                .filter(one -> DefinitionWords.of(one.name()).stream()
                        .anyMatch(word ->
                                names.find(word).filter(tie.name()::equals).isPresent()
                                        || word.equals(FactorCode.identifier(tie.name()))))
                .findFirst()
                .or(this::onlyUsual);
    }

    /** Where one definition alone is called like a factor's. */
    private Optional<Definition> onlyUsual() {
        List<Definition> usual = survey.definitions().stream()
                .filter(one -> USUAL.stream().anyMatch(one.name()::startsWith))
                .toList();
        return usual.size() == 1 && named().size() < 2 ? Optional.of(usual.get(0)) : Optional.empty();
    }

    /** Of several columns each has its own inputs, where they can be followed; one alone has all of its source. */
    private FactorInputs inputs(String attribute, @Nullable Output output) {
        boolean several = named().size() > 1;
        if (several && output != null && output.inputs().fieldsKnown()) {
            return output.inputs();
        }
        return SourceAnalysis.of(text, attribute);
    }

    private Entry entry(@Nullable Definition definition, @Nullable Output output) {
        String column = output == null || !output.isNamed() ? null : output.column();
        // What it finds beside itself it finds in the folder in which it runs as a program.
        boolean runs = survey.writes() && (survey.runsAtImport() || text.contains("__file__"));
        if (definition != null && !runs && (definition.call() != Call.OTHERWISE || !survey.writes())) {
            return ofDefinition(definition, column);
        }
        if (survey.writes() || definition == null) {
            return new Entry(Shape.SCRIPT, "", null, reads(), column);
        }
        return ofDefinition(definition, column);
    }

    private Entry ofDefinition(Definition definition, @Nullable String column) {
        if (definition.isClass()) {
            String method = definition.method() == null ? "fit_transform" : definition.method();
            return new Entry(Shape.CLASS, definition.name(), method, List.of(), column);
        }
        return definition.call() == Call.WITHOUT_ARGUMENTS
                ? new Entry(Shape.READS_FILE, definition.name(), null, reads(), column)
                : new Entry(Shape.TAKES_FRAME, definition.name(), null, List.of(), column);
    }

    /** The data files in the working folder, without what lies elsewhere and without its own result. */
    private List<String> reads() {
        return survey.reads().stream()
                .map(file -> file.startsWith("./") ? file.substring(2) : file)
                .filter(file -> DATA_FILE.matcher(file).matches() && !file.equals(RESULT))
                .distinct()
                .toList();
    }
}
