package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Metadata;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The five files of one workspace: reads what is there, derives what is to be there, writes what differs. For one workspace
 * and one thread.
 */
public final class MetadataFiles {

    private final WorkspaceFolder workspace;
    private final LoopFacts facts;
    private final Notes notes;
    private final Map<String, ExistingFile> existing = new LinkedHashMap<>();

    public MetadataFiles(WorkspaceFolder workspace, LoopFacts facts, Notes notes) {
        this.workspace = workspace;
        this.facts = facts;
        this.notes = notes;
    }

    /** Whether {@code factor_perf.json} by itself shows a result: figures that no backfill wrote. */
    public static boolean attestsResult(WorkspaceFolder workspace) throws IOException {
        // Its notes come when the file is read for its content.
        return FactorPerf.attests(
                ExistingFile.read(workspace, Metadata.FACTOR_PERF, "combinations", false, new Notes()));
    }

    /** Brings the files up to date and returns their content as it now stands on disk. */
    public Metadata write() throws IOException {
        ObjectNode factorMeta = FactorMeta.of(
                facts.envelope(),
                read(Metadata.FACTOR_META, "factors"),
                facts.codes(),
                facts.configuration().baselineFeatures(),
                facts.configuration().region(),
                workspace.subject(Metadata.FACTOR_META),
                notes);
        ObjectNode modelMeta = ModelMeta.of(
                facts.envelope(),
                workspace.workspaceId(),
                read(Metadata.MODEL_META, ""),
                facts.configuration(),
                facts.modelClass(),
                isPrimary() ? facts.weights() : List.of(),
                isPrimary() && facts.hasRuns());
        ObjectNode strategyMeta =
                StrategyMeta.of(facts.envelope(), read(Metadata.STRATEGY_META, ""), facts.configuration());
        put(Metadata.FACTOR_META, factorMeta);
        put(Metadata.MODEL_META, modelMeta);
        put(Metadata.STRATEGY_META, strategyMeta);
        return new Metadata(factorMeta, performance(FactorMeta.names(factorMeta)), feedback(), modelMeta, strategyMeta);
    }

    /** Weights are those of the backtest: paths of the primary workspace mean nothing in another one. */
    private boolean isPrimary() {
        return workspace.workspaceId().equals(facts.primaryWorkspaceId());
    }

    private @Nullable JsonNode performance(List<String> factorNames) throws IOException {
        ExistingFile file = read(Metadata.FACTOR_PERF, "combinations");
        if (!facts.hasResult()) {
            return asItStands(file);
        }
        Optional<ObjectNode> content = FactorPerf.of(
                facts.envelope(), file, facts.metrics(), factorNames, workspace.subject(Metadata.FACTOR_PERF), notes);
        if (content.isPresent()) {
            put(Metadata.FACTOR_PERF, content.get());
        }
        return content.orElse(null);
    }

    private @Nullable JsonNode feedback() throws IOException {
        ExistingFile file = read(Metadata.FEEDBACK, "");
        if (!facts.hasResult()) {
            return asItStands(file);
        }
        ObjectNode content = FeedbackFile.of(facts.envelope(), file, facts.session());
        put(Metadata.FEEDBACK, content);
        return content;
    }

    /** A loop without result gets no such file; if somebody wrote one, it is told all the same. */
    private static @Nullable JsonNode asItStands(ExistingFile file) {
        return file.kind() == ExistingFile.Kind.ABSENT ? null : file.content();
    }

    private ExistingFile read(String name, String required) throws IOException {
        if (workspace.isOccupied(name)) {
            return ExistingFile.NONE;
        }
        ExistingFile file = ExistingFile.read(workspace, name, required, facts.overwrite(), notes);
        existing.put(name, file);
        return file;
    }

    private void put(String name, ObjectNode content) throws IOException {
        ExistingFile before = existing.getOrDefault(name, ExistingFile.NONE);
        MetadataWriter.write(workspace, name, content, before, notes);
    }
}
