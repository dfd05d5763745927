package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A factor of the factor catalog, shown with the occurrence that has the best Sharpe ratio.
 *
 * @param name raw name
 * @param factorName normalised name, see {@link FactorNames}
 * @param fingerprint identity, see {@link dev.loopline.contracts.FactorFingerprint}
 * @param source {@code rdagent_generated}, {@code sota}, {@code qlib_alpha158}, {@code qlib_alpha360}
 * @param region {@code cn}
 * @param descriptionCn description
 * @param formulaHint formula
 * @param expression formula; the same text as the hint where only one is known
 * @param createdAtUtc ISO-8601 as recorded
 * @param experimentId {@code <task_run_id>/<loop_id>}
 * @param tags tags
 * @param variables an object
 * @param freq {@code 1d}
 * @param align {@code close}
 * @param nanPolicy {@code dataservice_default}
 * @param inputSchema what the factor reads and how far back
 * @param interfaceInfo how it is called
 * @param implModule module of the shared library
 * @param implFunc function in it
 * @param implVersion its version
 * @param bestPerformance for people: {@code Sharpe: 1.23, Ann.Ret: 15.00%}, or {@code 无回测记录}
 * @param bestPerformanceSharpe the figure
 * @param bestPerformanceAnnRet the figure
 * @param occurrenceCount in how many loops it occurs
 * @param taskRunId of the loop that is shown
 * @param loopId of the loop that is shown
 * @param workspaceId of the loop that is shown
 * @param workspacePath as recorded
 * @param assetBundleId the bundle that holds its code
 */
public record FactorEntry(
        String name,
        String factorName,
        String fingerprint,
        String source,
        @Nullable String region,
        @Nullable String descriptionCn,
        @Nullable String formulaHint,
        @Nullable String expression,
        @Nullable String createdAtUtc,
        @Nullable String experimentId,
        List<String> tags,
        JsonNode variables,
        @Nullable String freq,
        @Nullable String align,
        @Nullable String nanPolicy,
        @Nullable JsonNode inputSchema,
        @Nullable JsonNode interfaceInfo,
        @Nullable String implModule,
        @Nullable String implFunc,
        @Nullable String implVersion,
        String bestPerformance,
        @Nullable Double bestPerformanceSharpe,
        @Nullable Double bestPerformanceAnnRet,
        int occurrenceCount,
        String taskRunId,
        int loopId,
        String workspaceId,
        String workspacePath,
        String assetBundleId) {

    public FactorEntry {
        tags = List.copyOf(tags);
    }

    /** The same factor, found in this many loops. */
    public FactorEntry withOccurrenceCount(int count) {
        return count == occurrenceCount
                ? this
                : new FactorEntry(
                        name,
                        factorName,
                        fingerprint,
                        source,
                        region,
                        descriptionCn,
                        formulaHint,
                        expression,
                        createdAtUtc,
                        experimentId,
                        tags,
                        variables,
                        freq,
                        align,
                        nanPolicy,
                        inputSchema,
                        interfaceInfo,
                        implModule,
                        implFunc,
                        implVersion,
                        bestPerformance,
                        bestPerformanceSharpe,
                        bestPerformanceAnnRet,
                        count,
                        taskRunId,
                        loopId,
                        workspaceId,
                        workspacePath,
                        assetBundleId);
    }
}
