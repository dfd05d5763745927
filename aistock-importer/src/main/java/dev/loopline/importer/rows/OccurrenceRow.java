package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.event.CatalogUpdated;
import java.util.List;

/**
 * A row of {@code aistock_factor_occurrence}: the occurrence, and as {@code entry} what the row that shows it has besides. Pure.
 */
final class OccurrenceRow {

    /** Columns of the row that shows the occurrence which the occurrence has itself. */
    private static final List<String> OWN_COLUMNS = List.of(
            "factor_name",
            "name",
            "source",
            "task_run_id",
            "loop_id",
            "workspace_id",
            "asset_bundle_id",
            "loopline_fingerprint",
            "best_performance_sharpe",
            "best_performance_ann_ret",
            "is_sota_factor",
            "is_available");

    private OccurrenceRow() {}

    static ObjectNode of(CatalogUpdated event, FactorOccurrence occurrence) {
        ObjectNode entry = FactorRow.of(event, occurrence);
        ObjectNode row = RowBuilder.of(event.key())
                .text("fingerprint", occurrence.fingerprint())
                .text("name", occurrence.name())
                .text("factor_name", occurrence.factorName())
                .text("source", entry.get("source").textValue())
                .text("expression", occurrence.expression())
                .text("workspace_id", occurrence.workspaceId())
                .text("asset_bundle_id", occurrence.assetBundleId())
                .number("sharpe", occurrence.sharpe())
                .number("annualized_return", occurrence.annualizedReturn())
                .number("max_drawdown", occurrence.maxDrawdown())
                .text(
                        "code_digest",
                        occurrence.codeDigest() == null
                                ? null
                                : occurrence.codeDigest().hex())
                .text("variant", occurrence.variant())
                .build();
        if (entry.path("expression").equals(row.path("expression"))) {
            entry.remove("expression");
        }
        if (entry.path("formula_hint").equals(row.path("expression"))) {
            entry.remove("formula_hint");
        }
        entry.remove(OWN_COLUMNS);
        entry.properties().removeIf(field -> field.getValue().isNull());
        return row.set("entry", entry);
    }
}
