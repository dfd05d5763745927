package dev.loopline.importer.sync;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.alpha.AlphaKind;
import dev.loopline.importer.alpha.AlphaMetas;
import dev.loopline.importer.stage.Importer;
import dev.loopline.importer.upsert.ImportOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what a run did, by kind. Not safe for several threads. */
final class Summaries {

    private static final List<CatalogKind> ORDER =
            List.of(CatalogKind.FACTOR, CatalogKind.STRATEGY, CatalogKind.LOOP, CatalogKind.MODEL);

    private final Map<String, ImportSummary> sums = new LinkedHashMap<>();

    Summaries() {
        ORDER.forEach(kind -> sums.put(kind.singular(), ImportSummary.none(kind.singular())));
        for (AlphaKind kind : AlphaKind.values()) {
            sums.put(kind.label(), ImportSummary.none(kind.label()));
        }
    }

    /** What was served and what became of it. */
    void add(List<Importer.Request> served, List<ImportOutcome> outcomes) {
        Map<LoopKey, ImportOutcome> byKey = new LinkedHashMap<>();
        outcomes.forEach(one -> byKey.put(one.key(), one));
        for (Importer.Request request : served) {
            ImportOutcome outcome = byKey.remove(request.key());
            if (outcome == null) {
                continue; // the same loop a second time: its newest statement was counted
            }
            CatalogUpdated event = request.event();
            for (CatalogKind kind : ORDER) {
                int entries = event == null ? 0 : entries(event, kind);
                boolean superseded = outcome.status() == ImportOutcome.Status.SUPERSEDED;
                plus(kind.singular(), entries, outcome.rows().getOrDefault(kind, Rows.NONE), superseded ? entries : 0);
            }
        }
    }

    void add(AlphaKind kind, AlphaMetas.Merged merged) {
        plus(kind.label(), merged.total(), merged.rows(), 0);
    }

    /** Entries of the loop catalog that could not be read, or that the database refused. */
    void unusable(int loops) {
        for (int i = 0; i < loops; i++) {
            sums.computeIfPresent(CatalogKind.LOOP.singular(), (unused, sum) -> sum.plusUnreadable());
        }
    }

    private void plus(String kind, int entries, Rows rows, int superseded) {
        sums.computeIfPresent(kind, (unused, sum) -> sum.plus(entries, rows, superseded));
    }

    private static int entries(CatalogUpdated event, CatalogKind kind) {
        return switch (kind) {
            case FACTOR -> event.occurrences().size();
            case MODEL -> event.models().size();
            case STRATEGY -> event.strategies().size();
            case LOOP -> 1;
        };
    }

    Map<String, ImportSummary> asMap() {
        return new LinkedHashMap<>(sums);
    }
}
