package dev.loopline.contracts.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A factor in a loop: no occurrence is forgotten when another one is shown.
 *
 * @param fingerprint the factor
 * @param name raw name in this loop
 * @param factorName normalised name
 * @param source as in {@link FactorEntry}
 * @param expression as in this loop
 * @param taskRunId the loop's task run
 * @param loopId the loop's number
 * @param workspaceId the workspace
 * @param assetBundleId the loop's bundle
 * @param sharpe of the combination that holds the factor
 * @param annualizedReturn likewise
 * @param maxDrawdown likewise
 */
public record FactorOccurrence(
        String fingerprint,
        String name,
        String factorName,
        String source,
        @Nullable String expression,
        String taskRunId,
        int loopId,
        String workspaceId,
        String assetBundleId,
        @Nullable Double sharpe,
        @Nullable Double annualizedReturn,
        @Nullable Double maxDrawdown) {}
