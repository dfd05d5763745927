package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A loop of the loop catalog; one per loop with a result.
 *
 * @param taskRunId key
 * @param loopId key
 * @param workspaceId the experiment workspace
 * @param workspacePath as recorded
 * @param workspaceRole role of that workspace
 * @param scenario class name of RD-Agent's loop object
 * @param stepName step of the workspace
 * @param action {@code factor} or {@code model}
 * @param status as recorded
 * @param hasResult true for all that are here
 * @param logDir as recorded
 * @param materializationStatus {@code done}: the metadata is complete
 * @param materializationError null
 * @param materializationUpdatedAtUtc when it was
 * @param assetBundleId the bundle
 * @param isSolidified true: there is a bundle
 * @param syncStatus {@code pending} until AIstock has it
 * @param strategyId the loop's strategy, if it has one
 * @param factorNames raw names, in order
 * @param annualizedReturn see {@link dev.loopline.contracts.event.Performance}
 * @param maxDrawdown likewise
 * @param sharpe likewise
 * @param ic likewise
 * @param icIr likewise
 * @param winRate likewise
 * @param metrics all figures
 * @param decision whether the idea was accepted
 * @param hypothesis the idea
 * @param summaryTexts conclusions
 * @param paths files of the workspace, only those that exist
 * @param readiness what is missing before the loop can be run again; empty if nothing is
 * @param home the RD-Agent home that it lies in; null, and not written, if it is not known
 */
public record LoopEntry(
        String taskRunId,
        int loopId,
        String workspaceId,
        String workspacePath,
        @Nullable String workspaceRole,
        @Nullable String scenario,
        @Nullable String stepName,
        @Nullable String action,
        @Nullable String status,
        boolean hasResult,
        @Nullable String logDir,
        @Nullable String materializationStatus,
        @Nullable String materializationError,
        @Nullable String materializationUpdatedAtUtc,
        String assetBundleId,
        boolean isSolidified,
        String syncStatus,
        @Nullable String strategyId,
        List<String> factorNames,
        @Nullable Double annualizedReturn,
        @Nullable Double maxDrawdown,
        @Nullable Double sharpe,
        @Nullable Double ic,
        @Nullable Double icIr,
        @Nullable Double winRate,
        JsonNode metrics,
        @Nullable Boolean decision,
        @Nullable String hypothesis,
        SummaryTexts summaryTexts,
        Paths paths,
        List<String> readiness,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String home) {

    /**
     * What {@code readiness} says if the workspace's own file is not what Loopline would have written: it may not be written, or what
     * another writer left there stays.
     *
     * @param file such as {@code factor_perf.json}
     */
    public static String notWritten(String file) {
        return file.replaceFirst("\\.json$", "").toUpperCase(Locale.ROOT) + "_NOT_WRITTEN";
    }

    public LoopEntry {
        factorNames = List.copyOf(factorNames);
        readiness = List.copyOf(readiness);
    }

    /** See {@link dev.loopline.contracts.event.Feedback}. */
    public record SummaryTexts(
            String execution,
            String valueFeedback,
            String shapeFeedback,
            List<String> codeCritic,
            List<String> limitations) {

        public SummaryTexts {
            codeCritic = List.copyOf(codeCritic);
            limitations = List.copyOf(limitations);
        }
    }

    /** Paths relative to the workspace; null where there is no such file. */
    public record Paths(
            @Nullable String factorMeta,
            @Nullable String factorPerf,
            @Nullable String feedback,
            @Nullable String modelMeta,
            @Nullable String strategyMeta,
            @Nullable String retCurve,
            @Nullable String ddCurve,
            @Nullable String mlruns,
            List<String> modelFiles) {

        public Paths {
            modelFiles = List.copyOf(modelFiles);
        }
    }
}
