package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.event.LoopFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The factor occurrences of a loop: the factors that its {@code factor_meta.json} lists and names. */
final class Occurrences {

    private final Source source;
    private final BacktestFigures figures;

    private Occurrences(Source source, BacktestFigures figures) {
        this.source = source;
        this.figures = figures;
    }

    /** All that are named, by raw name, then fingerprint; of several with the same name and formula the first. */
    static List<FactorOccurrence> of(Source source, BacktestFigures figures) {
        Occurrences reader = new Occurrences(source, figures);
        Collection<FactorOccurrence> distinct = Trees.elements(source.metadata().factorMeta(), "factors")
                .filter(Occurrences::isNamed)
                .map(reader::occurrence)
                .collect(Collectors.toMap(
                        one -> List.of(one.name(), one.fingerprint()), Function.identity(), (first, later) -> first))
                .values();
        return distinct.stream()
                .sorted(Comparator.comparing(FactorOccurrence::name).thenComparing(FactorOccurrence::fingerprint))
                .toList();
    }

    /** Raw names in the order of the file. */
    static List<String> names(Source source) {
        return Trees.elements(source.metadata().factorMeta(), "factors")
                .filter(Occurrences::isNamed)
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

    private FactorOccurrence occurrence(JsonNode factor) {
        String name = Trees.textOr(factor, "name", "");
        String expression = Trees.text(factor, "expression");
        String formulaHint = Trees.text(factor, "formula_hint");
        BacktestFigures.Figures found = figures.of(name);
        return new FactorOccurrence(
                name,
                FactorNames.normalise(name),
                FactorFingerprint.of(name, expression, formulaHint),
                Trees.textOr(factor, "source", "rdagent_generated"),
                Trees.textOr(factor, "region", "cn"),
                Trees.textOr(factor, "description_cn", ""),
                formulaHint == null ? expression : formulaHint,
                expression == null ? formulaHint : expression,
                codeDigest(factor),
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
                found.sharpe(),
                found.annualReturn(),
                found.maxDrawdown(),
                found.ic(),
                found.icIr(),
                found.rankIc(),
                found.rankIcIr(),
                source.key().taskRunId(),
                source.key().loopId(),
                source.primary().workspaceId(),
                source.primary().recordedPath(),
                source.bundle().bundleId());
    }

    /** Of the file that {@code source_file} names, as the event lists it. */
    private @Nullable Sha256 codeDigest(JsonNode factor) {
        JsonNode file = Trees.get(factor, "source_file");
        String path = Trees.text(file, "path");
        String workspaceId = Trees.textOr(file, "workspace_id", source.primary().workspaceId());
        return source.backfilled().files().stream()
                .filter(known -> known.path().equals(path) && workspaceId.equals(known.workspaceId()))
                .findFirst()
                .map(LoopFile::sha256)
                .orElse(null);
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
