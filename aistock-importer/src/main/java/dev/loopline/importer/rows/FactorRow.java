package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.CatalogUpdated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The row of {@code aistock_factor_catalog} that shows an occurrence. Pure. */
public final class FactorRow {

    /** What a factor is that says nothing of its source but comes from a loop. */
    static final String GENERATED = "rdagent_generated";

    /** The source of a factor that RD-Agent accepted into its library. */
    public static final String ACCEPTED = "sota";

    /** Digest of the code in {@code raw_payload}: {@code code_text} belongs to it. */
    public static final String CODE_DIGEST = "code_digest";

    private static final String ASSETS = "rdagent_assets/bundles/";

    private FactorRow() {}

    static String source(FactorOccurrence entry) {
        return entry.source().isBlank() ? GENERATED : entry.source();
    }

    /**
     * The row that shows an occurrence of the loop.
     *
     * @param name the occurrence's, as it is stored
     */
    public static Optional<ObjectNode> of(CatalogUpdated event, String name, String fingerprint) {
        return event.occurrences().stream()
                .filter(one -> one.fingerprint().equals(fingerprint)
                        && CleanTree.text(one.name()).equals(name))
                .findFirst()
                .map(one -> of(event, one));
    }

    private static ObjectNode of(CatalogUpdated event, FactorOccurrence entry) {
        return RowBuilder.ofCatalog(event)
                .text("loopline_fingerprint", entry.fingerprint())
                .text("name", entry.name())
                .text("factor_name", entry.factorName())
                .text("source", source(entry))
                .text("expression", isBlank(entry.expression()) ? entry.formulaHint() : entry.expression())
                .text("region", entry.region())
                .texts("tags", entry.tags())
                .text("description_cn", entry.descriptionCn())
                .text("formula_hint", entry.formulaHint())
                .json("variables", entry.variables())
                .text("freq", entry.freq())
                .text("align", entry.align())
                .text("nan_policy", entry.nanPolicy())
                .time("created_at_utc", entry.createdAtUtc())
                .text("experiment_id", entry.experimentId())
                .text("impl_module", entry.implModule())
                .text("impl_func", entry.implFunc())
                .text("impl_version", entry.implVersion())
                .json("performance_metrics", figures(entry))
                .text("best_performance", entry.performance())
                .number("best_performance_sharpe", entry.sharpe())
                .number("best_performance_ann_ret", entry.annualizedReturn())
                .json("interface_info", entry.interfaceInfo())
                .json("input_schema", entry.inputSchema())
                .text("asset_bundle_id", entry.assetBundleId())
                .text("source_task_id", entry.taskRunId())
                .text("asset_path", assetPath(event.bundle(), entry.codeDigest()))
                .text("workspace_id", entry.workspaceId())
                .text("workspace_path", entry.workspacePath())
                .flag("is_sota_factor", false)
                .flag("is_available", true)
                .json("raw_payload", rawPayload(entry))
                .build();
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static ObjectNode figures(FactorOccurrence entry) {
        return RowBuilder.of(entry.loop())
                .number("sharpe", entry.sharpe())
                .number("annualized_return", entry.annualizedReturn())
                .number("max_drawdown", entry.maxDrawdown())
                .build();
    }

    /** Where AIstock's copy of the bundle holds the code, below AIstock's home. */
    private static @Nullable String assetPath(Bundle bundle, @Nullable Sha256 code) {
        return bundle.manifest().members().stream()
                .filter(member -> member.sha256().equals(code))
                .map(member -> ASSETS + bundle.bundleId() + "/" + member.name())
                .findFirst()
                .orElse(null);
    }

    /** What has no column in AIstock's own tables. */
    private static ObjectNode rawPayload(FactorOccurrence entry) {
        ObjectNode raw = RowBuilder.of(entry.loop()).build();
        raw.put("fingerprint", entry.fingerprint());
        raw.put("raw_name", entry.name());
        raw.put("workspace_id", entry.workspaceId());
        raw.put("workspace_path", entry.workspacePath());
        raw.set("input_schema", entry.inputSchema());
        raw.put(
                CODE_DIGEST,
                entry.codeDigest() == null ? null : entry.codeDigest().hex());
        return raw;
    }
}
