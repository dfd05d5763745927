package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.event.CatalogUpdated;

/** A row of {@code aistock_factor_occurrence}. Pure. */
final class OccurrenceRow {

    private OccurrenceRow() {}

    static ObjectNode of(CatalogUpdated event, FactorOccurrence occurrence) {
        return RowBuilder.of(event.key())
                .text("fingerprint", occurrence.fingerprint())
                .text("name", occurrence.name())
                .text("factor_name", occurrence.factorName())
                .text("source", FactorRow.source(occurrence))
                .text("expression", occurrence.expression())
                .text("workspace_id", occurrence.workspaceId())
                .text("asset_bundle_id", occurrence.assetBundleId())
                .number("sharpe", occurrence.sharpe())
                .number("annualized_return", occurrence.annualizedReturn())
                .number("max_drawdown", occurrence.maxDrawdown())
                .number("ic", occurrence.ic())
                .number("ic_ir", occurrence.icIr())
                .number("rank_ic", occurrence.rankIc())
                .number("rank_ic_ir", occurrence.rankIcIr())
                .text(
                        "code_digest",
                        occurrence.codeDigest() == null
                                ? null
                                : occurrence.codeDigest().hex())
                .text("variant", occurrence.variant())
                .build();
    }
}
