package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.Formula;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Metadata;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The five files of one workspace: reads what is there, derives what is to be there, and once the loop's code is in the
 * libraries writes what differs. For one workspace and one thread.
 */
public final class MetadataFiles {

    private final WorkspaceFolder workspace;
    private final LoopFacts facts;
    private final Notes notes;
    private final Map<String, ExistingFile> existing = new LinkedHashMap<>();
    private final ExistingFile perf;
    private final FactorMeta factors;

    /** Reads which factors there are. */
    public MetadataFiles(WorkspaceFolder workspace, LoopFacts facts, Notes notes) throws IOException {
        this.workspace = workspace;
        this.facts = facts;
        this.notes = notes;
        this.perf = read(Metadata.FACTOR_PERF, "combinations");
        this.factors = FactorMeta.of(
                facts,
                new FactorMeta.Existing(
                        read(Metadata.FACTOR_META, "factors"),
                        perf.isForeign() ? FactorPerf.factorNames(perf.content()) : List.of()),
                workspace.subject(Metadata.FACTOR_META),
                notes);
    }

    public WorkspaceFolder workspace() {
        return workspace;
    }

    /** The factors that are expressions of qlib and have no source. */
    public List<Formula> formulas() {
        return factors.formulas();
    }

    /** The functions of the library of factors that its entries name as they stand. */
    public Set<String> named() {
        return factors.named();
    }

    /** Whether {@code factor_perf.json} by itself shows a result: figures that no backfill wrote. */
    public static boolean attestsResult(WorkspaceFolder workspace) throws IOException {
        // Its notes come when the file is read for its content.
        return FactorPerf.attests(
                ExistingFile.read(workspace, Metadata.FACTOR_PERF, "combinations", false, new Notes()));
    }

    /** The names of evolved factors in metadata of a workspace that no backfill wrote, each once. */
    public static Set<String> factorNames(WorkspaceFolder workspace) throws IOException {
        // Its notes come when the files are read for their content.
        ExistingFile meta = ExistingFile.read(workspace, Metadata.FACTOR_META, "factors", false, new Notes());
        ExistingFile perf = ExistingFile.read(workspace, Metadata.FACTOR_PERF, "combinations", false, new Notes());
        Set<String> names = new LinkedHashSet<>();
        if (!meta.isOurs()) {
            names.addAll(FactorMeta.evolved(meta.content()));
        }
        if (!perf.isOurs()) {
            names.addAll(FactorPerf.factorNames(perf.content()));
        }
        return names;
    }

    /**
     * Brings the files up to date and returns their content as it now stands on disk.
     *
     * @param functions what the libraries have of the loop
     */
    public Metadata write(LibraryFunctions functions) throws IOException {
        ObjectNode factorMeta = factors.content(functions);
        ObjectNode modelMeta = ModelMeta.of(facts, read(Metadata.MODEL_META, ""), workspace.workspaceId());
        ObjectNode strategyMeta = StrategyMeta.of(facts, read(Metadata.STRATEGY_META, ""), functions);
        JsonNode performance = performance(FactorMeta.names(factorMeta));
        boolean valid = MetricCheck.mark(factorMeta, performance);
        if (workspace.workspaceId().equals(facts.primaryWorkspaceId())) {
            noteWhatIsMissing(valid, modelMeta, strategyMeta);
        }
        put(Metadata.FACTOR_META, factorMeta);
        put(Metadata.MODEL_META, modelMeta);
        put(Metadata.STRATEGY_META, strategyMeta);
        return new Metadata(factorMeta, performance, feedback(), modelMeta, strategyMeta);
    }

    private void noteWhatIsMissing(boolean valid, ObjectNode modelMeta, ObjectNode strategyMeta) {
        if (!valid) {
            notes.add(
                    "NO_VALID_METRICS",
                    workspace.subject(Metadata.FACTOR_META),
                    "Its evolved factors are not marked as valid: no figures of a backtest.");
        }
        if (isDefault(modelMeta, "preprocess_config")) {
            notes.add(
                    "PREPROCESS_DEFAULT",
                    workspace.subject(Metadata.MODEL_META),
                    "The configuration names no processors, and those of its data handler are not known.");
        }
        if (isDefault(strategyMeta, "portfolio_config")) {
            notes.add(
                    "PORTFOLIO_DEFAULT",
                    workspace.subject(Metadata.STRATEGY_META),
                    "The configuration names neither a strategy nor a backtest.");
        }
        if (facts.configuration().dataHandler() != null && facts.configuration().features() == null) {
            notes.add(
                    "BASELINE_NOT_LISTED",
                    workspace.subject(Metadata.FACTOR_META),
                    "The configuration does not list its baseline features and their expressions.");
        }
        for (String field : List.of("model_type", "model_conf", "dataset_conf")) {
            if (!modelMeta.hasNonNull(field)) {
                notes.add(
                        "MODEL_NOT_KNOWN",
                        workspace.subject(Metadata.MODEL_META),
                        "Neither the configuration nor model.py says its " + field + ".");
            }
        }
    }

    private static boolean isDefault(ObjectNode file, String block) {
        return file.path(block).path(Origin.FIELD).asText().equals(Origin.DEFAULT);
    }

    private @Nullable JsonNode performance(List<String> factorNames) throws IOException {
        if (!facts.evidence().hasResult()) {
            return asItStands(perf);
        }
        String subject = workspace.subject(Metadata.FACTOR_PERF);
        Optional<ObjectNode> content = FactorPerf.of(facts, perf, factorNames, subject, notes);
        if (content.isPresent()) {
            put(Metadata.FACTOR_PERF, content.get());
        } else if (workspace.has(Metadata.FACTOR_PERF) || workspace.isOccupied(Metadata.FACTOR_PERF)) {
            notes.add(
                    MetadataWriter.KEPT,
                    subject,
                    "It holds no figures that can be read, and the loop has none to write in its place; it is left as it is.");
        }
        return content.orElse(null);
    }

    private @Nullable JsonNode feedback() throws IOException {
        ExistingFile file = read(Metadata.FEEDBACK, "");
        if (!facts.evidence().hasResult()) {
            return asItStands(file);
        }
        ObjectNode content = FeedbackFile.of(facts.envelope(), file, facts.session());
        put(Metadata.FEEDBACK, content);
        return content;
    }

    /** A loop without result gets no such file; one of another writer is published all the same. */
    private static @Nullable JsonNode asItStands(ExistingFile file) {
        return file.kind() == ExistingFile.Kind.ABSENT ? null : file.content();
    }

    private ExistingFile read(String name, String required) throws IOException {
        if (workspace.isOccupied(name)) {
            return ExistingFile.NONE;
        }
        ExistingFile file = ExistingFile.read(workspace, name, required, facts.overwrite(), notes);
        existing.put(name, file);
        noteOtherLoop(name, file.content());
        return file;
    }

    /** Two loops that name one workspace take turns in its files; the events keep them apart. */
    private void noteOtherLoop(String name, ObjectNode content) {
        LoopKey loop = facts.envelope().loop();
        String task = content.path("task_run_id").asText(loop.taskRunId());
        int loopId = content.path("loop_id").asInt(loop.loopId());
        if (!task.equals(loop.taskRunId()) || loopId != loop.loopId()) {
            notes.add(
                    "FILE_OF_ANOTHER_LOOP",
                    workspace.subject(name),
                    "It was that of " + task + "/" + loopId + ": two loops name this workspace.");
        }
    }

    private void put(String name, ObjectNode content) throws IOException {
        ExistingFile before = existing.getOrDefault(name, ExistingFile.NONE);
        MetadataWriter.write(workspace, name, content, before, notes);
    }
}
