package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CatalogUpdated;
import java.util.ArrayList;
import java.util.List;

/**
 * All catalog rows of one event.
 *
 * @param key the loop
 * @param loop its row in the loop catalog
 * @param models its models
 * @param strategies its strategies
 * @param occurrences the factors that occur in it, each with the row that shows it
 * @param rejections entries that could not become rows
 */
public record LoopRows(
        LoopKey key,
        ObjectNode loop,
        List<ObjectNode> models,
        List<ObjectNode> strategies,
        List<ObjectNode> occurrences,
        List<Rejection> rejections) {

    public LoopRows {
        models = List.copyOf(models);
        strategies = List.copyOf(strategies);
        occurrences = List.copyOf(occurrences);
        rejections = List.copyOf(rejections);
    }

    /** How many factors it has: several occurrences may have one name. */
    public int factorNames() {
        return (int) occurrences.stream()
                .map(row -> row.get("factor_name"))
                .distinct()
                .count();
    }

    /** A text as it is stored: without characters that PostgreSQL refuses. */
    public static String storable(String text) {
        return CleanTree.text(text);
    }

    /**
     * The rows of an event.
     *
     * @param bundleAvailable whether AIstock has the bundle: then the loop is {@code synced}
     */
    public static LoopRows of(CatalogUpdated event, boolean bundleAvailable) {
        List<Rejection> rejections = new ArrayList<>();
        return new LoopRows(
                event.key(),
                LoopRow.of(event, bundleAvailable ? "synced" : event.loopEntry().syncStatus()),
                EntryCheck.usable(
                        "model",
                        event.models().stream()
                                .map(entry -> ModelRow.of(event, entry))
                                .toList(),
                        List.of("model_id", "workspace_id"),
                        rejections),
                EntryCheck.usable(
                        "strategy",
                        event.strategies().stream()
                                .map(entry -> StrategyRow.of(event, entry))
                                .toList(),
                        List.of("strategy_id"),
                        rejections),
                EntryCheck.usable(
                        "factor",
                        event.occurrences().stream()
                                .map(occurrence -> OccurrenceRow.of(event, occurrence))
                                .toList(),
                        List.of("name", "fingerprint", "factor_name", "source"),
                        rejections),
                rejections);
    }
}
