package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Metadata;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an earlier backfill of the same loop wrote into its primary workspace. Where the files that it derived a value from have
 * vanished since, the value stays: a clean-up says nothing about the loop. A file that is newer than that backfill says more
 * than it. Immutable.
 *
 * @param hadResult whether the loop had a result
 * @param configuration what its backtest ran with; {@link ExecutedConfiguration#NONE} if that is not known
 * @param weights its weights, by path
 * @param hadRuns whether it had mlflow runs
 * @param at when the loop had finished then
 */
public record FormerMetadata(
        boolean hadResult, ExecutedConfiguration configuration, List<String> weights, boolean hadRuns, Instant at) {

    static final String CONFIGURATION = "executed_configuration";

    private static final String RUNS = "mlruns/";

    public FormerMetadata {
        weights = List.copyOf(weights);
    }

    /** Reads the files that Loopline wrote for this loop; files of other writers or other loops are left out. */
    public static FormerMetadata read(WorkspaceFolder workspace, LoopKey loop) throws IOException {
        ObjectNode model = own(workspace, Metadata.MODEL_META, loop);
        JsonNode executed = own(workspace, Metadata.STRATEGY_META, loop).path(CONFIGURATION);
        List<String> weights = new ArrayList<>();
        model.path("model_artifacts").path("model_files").forEach(file -> weights.add(file.asText()));
        boolean hadResult = FactorPerf.hasFiniteMetric(own(workspace, Metadata.FACTOR_PERF, loop))
                || !own(workspace, Metadata.FEEDBACK, loop).isEmpty();
        return new FormerMetadata(
                hadResult,
                executed.path("content") instanceof ObjectNode content
                        ? new ExecutedConfiguration(
                                executed.path("source").asText(null),
                                content,
                                executed.path("certain").asBoolean(true),
                                executed.path("usual_features").asBoolean(false))
                        : ExecutedConfiguration.NONE,
                weights,
                model.path("model_artifacts").hasNonNull("mlruns"),
                time(model.path("generated_at_utc").asText("")));
    }

    /** How the next backfill finds the configuration again. */
    static ObjectNode remembered(ExecutedConfiguration configuration) {
        ObjectNode executed = JsonNodeFactory.instance.objectNode();
        executed.put("source", configuration.source());
        executed.put("certain", configuration.certain());
        executed.put("usual_features", configuration.usualFeatures());
        executed.set("content", configuration.tree());
        return executed;
    }

    /** The weights that were there and are not any more, unless the loop ran again since. */
    public List<String> vanishedWeights(WorkspaceFolder folder, Optional<String> runWeight) {
        return isNewer(folder, runWeight)
                ? List.of()
                : weights.stream().filter(path -> !folder.has(path)).toList();
    }

    /**
     * Whether the configuration file, or the mlflow run, of the backtest has vanished and no newer one replaces it.
     *
     * @param source the configuration that is found now
     * @param runWeight the weight of the run that is found now
     */
    public boolean isConfigurationGone(WorkspaceFolder folder, Optional<String> source, Optional<String> runWeight) {
        String before = configuration.source();
        if (before == null) {
            return false;
        }
        boolean hasRuns = folder.files().stream().anyMatch(file -> file.path().startsWith(RUNS));
        boolean runGone = hadRuns
                && !isNewer(folder, runWeight)
                && (!hasRuns || vanishedWeights(folder, runWeight).stream().anyMatch(path -> path.startsWith(RUNS)));
        boolean fileGone = !folder.has(before) && !isNewer(folder, source);
        return runGone || fileGone;
    }

    private boolean isNewer(WorkspaceFolder folder, Optional<String> path) {
        return path.isPresent()
                && folder.files().stream()
                        .filter(file -> file.path().equals(path.get()))
                        .map(FoundFile::modifiedAt)
                        .anyMatch(modified -> modified.isAfter(at));
    }

    private static ObjectNode own(WorkspaceFolder workspace, String name, LoopKey loop) throws IOException {
        ExistingFile file = ExistingFile.read(workspace, name, "", false, new Notes());
        ObjectNode content = file.content();
        boolean ofLoop = loop.taskRunId().equals(content.path("task_run_id").asText())
                && content.path("loop_id").asInt(-1) == loop.loopId();
        return file.isOurs() && ofLoop ? content : JsonNodeFactory.instance.objectNode();
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
