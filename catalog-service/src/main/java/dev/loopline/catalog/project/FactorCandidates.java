package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.catalog.FactorOccurrence;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** The factors of a loop: those that its {@code factor_meta.json} lists and names. */
final class FactorCandidates {

    /** Two factors of one loop with one expression: the better Sharpe ratio is shown, then the smaller name. */
    private static final Comparator<FactorCandidate> SHOWN_FIRST = Comparator.<FactorCandidate, Double>comparing(
                    candidate -> candidate.occurrence().sharpe(), Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(candidate -> candidate.occurrence().name());

    private final Source source;
    private final BacktestFigures figures;

    private FactorCandidates(Source source, BacktestFigures figures) {
        this.source = source;
        this.figures = figures;
    }

    /** At most one for each fingerprint, by fingerprint. */
    static List<FactorCandidate> of(Source source, BacktestFigures figures) {
        FactorCandidates reader = new FactorCandidates(source, figures);
        Map<String, FactorCandidate> byFingerprint = new TreeMap<>();
        Trees.elements(source.metadata().factorMeta(), "factors")
                .filter(FactorCandidates::isNamed)
                .map(reader::candidate)
                .forEach(candidate -> byFingerprint.merge(
                        candidate.occurrence().fingerprint(), candidate, BinaryOperator.minBy(SHOWN_FIRST)));
        return List.copyOf(byFingerprint.values());
    }

    /** Raw names in the order of the file. */
    static List<String> names(Source source) {
        return Trees.elements(source.metadata().factorMeta(), "factors")
                .filter(FactorCandidates::isNamed)
                .map(factor -> Trees.textOr(factor, "name", ""))
                .distinct()
                .toList();
    }

    /** Whether the file lists something that cannot be a factor, because it has no name. */
    static boolean anyUnnamed(Source source) {
        return Trees.elements(source.metadata().factorMeta(), "factors").anyMatch(factor -> !isNamed(factor));
    }

    private static boolean isNamed(JsonNode factor) {
        return !Trees.textOr(factor, "name", "").isBlank();
    }

    private FactorCandidate candidate(JsonNode factor) {
        FactorEntry entry = entry(factor, Trees.textOr(factor, "name", ""));
        BacktestFigures.Figures found = figures.of(entry.name());
        return new FactorCandidate(
                new FactorOccurrence(
                        entry.fingerprint(),
                        entry.name(),
                        entry.factorName(),
                        entry.source(),
                        entry.expression(),
                        entry.taskRunId(),
                        entry.loopId(),
                        entry.workspaceId(),
                        entry.assetBundleId(),
                        found.sharpe(),
                        found.annualReturn(),
                        found.maxDrawdown()),
                entry);
    }

    private FactorEntry entry(JsonNode factor, String name) {
        String expression = Trees.text(factor, "expression");
        String formulaHint = Trees.text(factor, "formula_hint");
        BacktestFigures.Figures found = figures.of(name);
        return new FactorEntry(
                name,
                FactorNames.normalise(name),
                FactorFingerprint.of(name, expression, formulaHint),
                Trees.textOr(factor, "source", "rdagent_generated"),
                Trees.textOr(factor, "region", "cn"),
                Trees.textOr(factor, "description_cn", ""),
                formulaHint == null ? expression : formulaHint,
                expression == null ? formulaHint : expression,
                createdAt(factor),
                Trees.textOr(factor, "experiment_id", source.key().toString()),
                tags(factor),
                variables(factor),
                Trees.textOr(factor, "freq", "1d"),
                Trees.textOr(factor, "align", "close"),
                Trees.textOr(factor, "nan_policy", "dataservice_default"),
                Trees.get(factor, "input_schema"),
                Trees.get(factor, "interface_info"),
                Trees.text(factor, "impl_module"),
                Trees.text(factor, "impl_func"),
                Trees.text(factor, "impl_version"),
                found.best(),
                found.sharpe(),
                found.annualReturn(),
                1,
                source.key().taskRunId(),
                source.key().loopId(),
                source.primary().workspaceId(),
                source.primary().recordedPath(),
                source.bundle().bundleId());
    }

    private @Nullable String createdAt(JsonNode factor) {
        String own = Trees.text(factor, "created_at_utc");
        return own != null ? own : Trees.text(source.metadata().factorMeta(), "created_at_utc");
    }

    private static List<String> tags(JsonNode factor) {
        String single = Trees.text(factor, "tags");
        return single != null ? List.of(single) : Trees.texts(factor, "tags");
    }

    /** Anything that is not an object is wrapped, as RD-Agent's own writer does. */
    private static JsonNode variables(JsonNode factor) {
        JsonNode variables = Trees.get(factor, "variables");
        if (variables == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        return variables.isObject()
                ? variables
                : JsonNodeFactory.instance.objectNode().set("value", variables);
    }
}
