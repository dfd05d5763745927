package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A factor in one loop, whole: everything that the loop says about it. A factor is its normalised name; the row of the factor
 * catalog shows its best occurrence, see {@link #BEST_FIRST}.
 *
 * @param name raw name in this loop
 * @param factorName normalised name, see {@link FactorNames}; the identity of the factor
 * @param fingerprint of the formula text, see {@link dev.loopline.contracts.FactorFingerprint}
 * @param source {@code rdagent_generated}, {@code sota}, {@code qlib_alpha158}, {@code qlib_alpha360}
 * @param region {@code cn}
 * @param descriptionCn description
 * @param formulaHint formula
 * @param expression formula; the same text as the hint where only one is known
 * @param codeDigest of the file with its code; null where no file is tied to the factor
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
 * @param sharpe of the combination that holds the factor
 * @param annualizedReturn likewise
 * @param maxDrawdown likewise
 * @param ic information coefficient: the factor's own where {@code factor_perf.json} has it, else that of the combination
 * @param icIr likewise, its ratio
 * @param rankIc likewise, of ranks
 * @param rankIcIr likewise, its ratio
 * @param taskRunId the loop's task run
 * @param loopId the loop's number
 * @param workspaceId the workspace
 * @param workspacePath as recorded
 * @param assetBundleId the loop's bundle, which holds the code
 */
public record FactorOccurrence(
        String name,
        String factorName,
        String fingerprint,
        String source,
        @Nullable String region,
        @Nullable String descriptionCn,
        @Nullable String formulaHint,
        @Nullable String expression,
        @Nullable Sha256 codeDigest,
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
        @Nullable Double sharpe,
        @Nullable Double annualizedReturn,
        @Nullable Double maxDrawdown,
        @Nullable Double ic,
        @Nullable Double icIr,
        @Nullable Double rankIc,
        @Nullable Double rankIcIr,
        String taskRunId,
        int loopId,
        String workspaceId,
        String workspacePath,
        String assetBundleId) {

    /**
     * The order in which the occurrences of a factor are shown: those that define it, by code or an expression, before those
     * that only use it; then with a Sharpe ratio before those without, the higher ratio first, then the smaller loop key, then
     * the smaller raw name and fingerprint. Total, so the best one does not depend on the order of arrival.
     */
    public static final Comparator<FactorOccurrence> BEST_FIRST = Comparator.<FactorOccurrence, Boolean>comparing(
                    occurrence -> occurrence.variant().isEmpty())
            .thenComparing(FactorOccurrence::ratio, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(FactorOccurrence::loop)
            .thenComparing(FactorOccurrence::name)
            .thenComparing(FactorOccurrence::fingerprint);

    private static final String NO_FIGURES = "无回测记录";
    private static final String UNKNOWN = "N/A";
    private static final double PERCENT = 100;

    public FactorOccurrence {
        tags = List.copyOf(tags);
    }

    public LoopKey loop() {
        return new LoopKey(taskRunId, loopId);
    }

    /**
     * Identifies a variant of a factor: the digest of its code, else the fingerprint of its expression; empty where neither
     * is known.
     */
    public String variant() {
        if (codeDigest != null) {
            return codeDigest.hex();
        }
        return expression == null || expression.isBlank() ? "" : fingerprint;
    }

    /** The figures for people: {@code Sharpe: 1.23, Ann.Ret: 15.00%}, or {@code 无回测记录} if there are none. */
    public String performance() {
        if (sharpe == null && annualizedReturn == null) {
            return NO_FIGURES;
        }
        String ratio = sharpe == null ? UNKNOWN : twoDecimals(sharpe);
        String percent = annualizedReturn == null ? UNKNOWN : twoDecimals(annualizedReturn * PERCENT) + "%";
        return "Sharpe: " + ratio + ", Ann.Ret: " + percent;
    }

    /** Zero has one sign, as in SQL. */
    private @Nullable Double ratio() {
        return sharpe == null ? null : sharpe + 0.0;
    }

    /** As Python's {@code .2f} rounds: by the exact binary value, ties to even. */
    private static String twoDecimals(double figure) {
        return new BigDecimal(figure).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
