package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.qlib.QlibMetrics;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.Performance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code factor_perf.json}: the figures of the backtest. Those without cost; those with cost only where the former are
 * missing. Zero is a figure. Pure.
 */
public final class FactorPerf {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String WITHOUT_COST = "1day.excess_return_without_cost.";
    private static final String WITH_COST = "1day.excess_return_with_cost.";
    private static final String ATTESTED = "result_attested";

    private FactorPerf() {}

    /**
     * @param factorNames all factors of the loop
     * @param subject how notes name the file
     * @return empty if nothing says anything about the performance
     */
    static Optional<ObjectNode> of(
            LoopFacts facts, ExistingFile existing, List<String> factorNames, String subject, Notes notes) {
        Envelope envelope = facts.envelope();
        Optional<QlibMetrics> metrics = facts.evidence().metrics();
        boolean nothingNew = metrics.isEmpty() && existing.kind() != ExistingFile.Kind.ABSENT;
        if (existing.isForeign() || nothingNew) {
            metrics.ifPresent(now -> compare(existing.content(), now, subject, notes));
            ObjectNode file = envelope.keep(existing.content());
            Envelope.addMissing(file, "generated_at_utc", envelope.time());
            Envelope.addMissing(file, "factors", JSON.arrayNode());
            Envelope.addMissing(file, Origin.FIELD, Origin.EXISTING);
            return Optional.of(file);
        }
        return metrics.map(rows -> derive(envelope, rows, factorNames))
                .map(file -> attests(existing) ? file.put(ATTESTED, true) : file);
    }

    /**
     * Whether the file by itself shows that the loop has a result: another writer put figures into it. What a backfill
     * wrote only repeats other evidence, unless it replaced such a file.
     */
    public static boolean attests(ExistingFile existing) {
        return hasFiniteMetric(existing.content())
                && (!existing.isOurs() || existing.content().path(ATTESTED).asBoolean());
    }

    private static ObjectNode derive(Envelope envelope, QlibMetrics metrics, List<String> factorNames) {
        ObjectNode rows = metrics.rows();
        ObjectNode derived = rows.deepCopy();
        derived.set("annualized_return", costFree(rows, "annualized_return"));
        derived.set("max_drawdown", costFree(rows, "max_drawdown"));
        derived.set("sharpe", costFree(rows, "information_ratio"));
        derived.set("ic", number(rows.path("IC")));
        derived.set("ic_ir", number(rows.path("ICIR")));
        ObjectNode window = JSON.objectNode().put("name", "main_window");
        window.set("annual_return", derived.get("annualized_return"));
        window.set("max_drawdown", derived.get("max_drawdown"));
        window.set("sharpe", derived.get("sharpe"));
        window.set("metrics", derived);
        ObjectNode combination = JSON.objectNode().put("name", "main");
        ArrayNode names = combination.putArray("factor_names");
        factorNames.forEach(names::add);
        combination.putArray("windows").add(window);
        ObjectNode file = envelope.start();
        file.put("generated_at_utc", envelope.time());
        file.putArray("factors");
        file.putArray("combinations").add(combination);
        file.put(Origin.FIELD, metrics.ofSession() ? Origin.SESSION : Origin.DERIVED);
        return Envelope.markAsOurs(file);
    }

    /** The factors whose backtest it holds, as it names them. */
    static List<String> factorNames(JsonNode file) {
        List<String> names = new ArrayList<>();
        file.path("combinations")
                .forEach(combination -> combination.path("factor_names").forEach(name -> {
                    if (name.isTextual() && !name.textValue().isBlank()) {
                        names.add(name.textValue());
                    }
                }));
        return names;
    }

    /** Whether any window holds a finite figure. */
    public static boolean hasFiniteMetric(JsonNode file) {
        JsonNode window = firstWindow(file);
        for (String field : List.of("annual_return", "max_drawdown", "sharpe")) {
            if (window.path(field).isNumber()) {
                return true;
            }
        }
        for (JsonNode value : window.path("metrics")) {
            if (value.isNumber()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The key figures as the file has them.
     *
     * @param file null if there is none
     * @param rows the figures of the backtest; empty: those of the file
     */
    public static Performance performance(@Nullable JsonNode file, Optional<QlibMetrics> rows) {
        JsonNode window = file == null ? JSON.objectNode() : firstWindow(file);
        JsonNode metrics = window.path("metrics");
        JsonNode all = rows.<JsonNode>map(QlibMetrics::rows).orElse(metrics.isObject() ? metrics : JSON.objectNode());
        return new Performance(
                figure(window.path("annual_return"), metrics.path("annualized_return")),
                figure(window.path("max_drawdown"), metrics.path("max_drawdown")),
                figure(window.path("sharpe"), metrics.path("sharpe")),
                figure(metrics.path("ic"), metrics.path("IC")),
                figure(metrics.path("ic_ir"), metrics.path("ICIR")),
                winRate(metrics),
                all);
    }

    private static JsonNode firstWindow(JsonNode file) {
        return file.path("combinations").path(0).path("windows").path(0);
    }

    private static void compare(ObjectNode existing, QlibMetrics rows, String subject, Notes notes) {
        JsonNode kept = firstWindow(existing).path("annual_return");
        JsonNode now = costFree(rows.rows(), "annualized_return");
        if (kept.isNumber() && now.isNumber() && Double.compare(kept.doubleValue(), now.doubleValue()) != 0) {
            notes.add(
                    "PERFORMANCE_DIFFERS",
                    subject,
                    "It says an annual return of " + kept.asText() + ", "
                            + (rows.ofSession() ? "the session" : ResultFiles.METRICS) + " says " + now.asText()
                            + "; ask for a backfill with overwrite to take the latter.");
        }
    }

    private static JsonNode costFree(ObjectNode rows, String figure) {
        JsonNode free = number(rows.path(WITHOUT_COST + figure));
        return free.isNumber() ? free : number(rows.path(WITH_COST + figure));
    }

    private static JsonNode number(JsonNode value) {
        return value.isNumber() ? value : JSON.nullNode();
    }

    private static @Nullable Double figure(JsonNode first, JsonNode second) {
        if (first.isNumber()) {
            return first.doubleValue();
        }
        return second.isNumber() ? (Double) second.doubleValue() : null;
    }

    private static @Nullable Double winRate(JsonNode metrics) {
        for (Map.Entry<String, JsonNode> field : metrics.properties()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            boolean means = name.contains("win_rate") || name.contains("winrate") || name.contains("hit_ratio");
            if (means && field.getValue().isNumber()) {
                return field.getValue().doubleValue();
            }
        }
        return null;
    }
}
