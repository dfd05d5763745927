package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.samples.runs.ExpectedLoop;
import dev.loopline.samples.runs.RunFactor;
import dev.loopline.samples.runs.State;
import dev.loopline.samples.runs.Structure;
import dev.loopline.samples.runs.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.opentest4j.MultipleFailuresError;

/** Compares what came of a loop with what is right for it, and names all differences at once. */
final class LoopComparison {

    private static final double ROUNDING = 1e-9;

    private final Facts facts;
    private final Path home;
    private final SoftAssertions softly = new SoftAssertions();

    private LoopComparison(Facts facts, Path home) {
        this.facts = facts;
        this.home = home;
    }

    /** Fails with all differences. */
    static void compare(ExpectedLoop expected, Facts facts, Path home) throws IOException {
        LoopComparison comparison = new LoopComparison(facts, home);
        comparison.compare(expected);
        List<Throwable> wrong = comparison.softly.errorsCollected();
        if (!wrong.isEmpty()) {
            throw new MultipleFailuresError(expected.toString(), wrong);
        }
    }

    private void compare(ExpectedLoop expected) throws IOException {
        State state = state(expected);
        softly.assertThat(state)
                .as("state; it is said: %s", facts.states(expected))
                .isIn(expected.states());
        if (state == State.REJECTED) {
            rejected(expected);
        }
        if (state == State.CARRIED && expected.states().contains(State.CARRIED)) {
            carried(expected, facts.loop(expected).orElseThrow());
        }
    }

    private @Nullable State state(ExpectedLoop expected) {
        if (facts.loop(expected).isPresent()) {
            return State.CARRIED;
        }
        for (JsonNode known : facts.states(expected)) {
            String word = Facts.text(known, "state");
            if (word.equals("running")) {
                return State.AT_WORK;
            }
            boolean without = known.path("has_result").isBoolean()
                    && !known.path("has_result").asBoolean();
            return without && !Set.of("waiting", "failed").contains(word) ? State.REJECTED : State.REPORTED;
        }
        return facts.isNamed(expected.log().substring(expected.log().lastIndexOf('/') + 1)) ? State.REPORTED : null;
    }

    /** A loop that is rejected as a failure has no decision but no. */
    private void rejected(ExpectedLoop expected) throws IOException {
        Path feedback = home.resolve(expected.workspace()).resolve("feedback.json");
        if (Files.exists(feedback) && expected.decision().isPresent()) {
            softly.assertThat(read(feedback).path("decision").asText())
                    .as("decision")
                    .isEqualTo(expected.decision().get().toString());
        }
    }

    private void carried(ExpectedLoop expected, JsonNode row) throws IOException {
        LoopKey key =
                new LoopKey(Facts.text(row, "task_run_id"), row.path("loop_id").asInt(-1));
        softly.assertThat(key.taskRunId()).as("task run").isIn(expected.taskRunIds());
        softly.assertThat(key.loopId()).as("number").isEqualTo(expected.loopId());
        softly.assertThat(row.path("has_result").asBoolean()).as("has_result").isTrue();
        softly.assertThat(Facts.text(row, "action")).as("action").isEqualTo(expected.action());
        softly.assertThat(Facts.text(row, "hypothesis")).as("hypothesis").isEqualTo(expected.hypothesis());
        expected.decision()
                .ifPresent(decision -> softly.assertThat(Facts.text(row, "decision"))
                        .as("decision")
                        .isEqualToIgnoringCase(decision.toString()));
        expected.rowFigures().forEach((column, figure) -> figure(row, column, figure));
        archives(key);
        Path bundle = facts.aistock().folder(key);
        Map<String, Path> members = members(bundle);
        weight(expected, members);
        factors(expected, key, row, members, read(bundle.resolve("factor_meta.json")));
        configuration(expected, key, read(bundle.resolve("manifest.json")));
    }

    private void figure(JsonNode row, String column, @Nullable Double figure) {
        if (figure == null) {
            softly.assertThat(row.path(column).isNull()).as(column + " is null").isTrue();
        } else {
            softly.assertThat(row.path(column).asDouble(Double.NaN)).as(column).isCloseTo(figure, within(ROUNDING));
        }
    }

    private void archives(LoopKey key) throws IOException {
        Path produced =
                home.resolve("production_bundles").resolve(BundleId.of(key).fileName());
        softly.assertThat(produced).exists();
        softly.assertThat(facts.aistock().archive(key)).exists().hasSameBinaryContentAs(produced);
    }

    /** By their names in the archive; the folder holds what the archive held. */
    private static Map<String, Path> members(Path bundle) throws IOException {
        try (Stream<Path> tree = Files.walk(bundle)) {
            return tree.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> bundle.relativize(file).toString().replace('\\', '/'), file -> file));
        }
    }

    private void weight(ExpectedLoop expected, Map<String, Path> members) throws IOException {
        if (expected.weight().isEmpty()) {
            softly.assertThat(members.keySet()).as("no weight").noneMatch(name -> name.endsWith("params.pkl"));
            return;
        }
        Weight weight = expected.weight().get();
        List<String> digests = new ArrayList<>();
        for (Map.Entry<String, Path> member : members.entrySet()) {
            if (member.getKey().equals(weight.member()) || member.getKey().endsWith("/" + weight.member())) {
                digests.add(Sha256.of(Files.readAllBytes(member.getValue())).toString());
            }
        }
        softly.assertThat(digests).as("digest of " + weight.member()).contains(weight.sha256());
    }

    private void factors(
            ExpectedLoop expected, LoopKey key, JsonNode row, Map<String, Path> members, JsonNode metadata) {
        Set<String> names = new TreeSet<>();
        row.path("factor_names").forEach(name -> names.add(name.asText()));
        List<JsonNode> occurrences = facts.occurrences(key);
        Set<String> known = new TreeSet<>(names);
        occurrences.forEach(one -> known.add(Facts.text(one, "name")));
        List<String> own = expected.factors().stream().map(RunFactor::name).toList();
        known.removeAll(own);
        known.removeAll(expected.otherFactors());
        softly.assertThat(known).as("factors that do not exist").isEmpty();
        softly.assertThat(names).as("names of the loop's factors").containsAll(own);
        for (RunFactor factor : expected.factors()) {
            List<JsonNode> here = occurrences.stream()
                    .filter(one -> Facts.text(one, "name").equals(factor.name()))
                    .toList();
            softly.assertThat(here).as("occurrences of " + factor.name()).hasSize(1);
            here.forEach(one -> softly.assertThat(Facts.text(one, "source"))
                    .as("source of " + factor.name())
                    .isEqualTo("rdagent_generated"));
            factor(factor, expected.structure());
            code(factor, members, metadata);
        }
    }

    private void factor(RunFactor factor, Structure structure) {
        List<JsonNode> rows = facts.factors(factor.name());
        softly.assertThat(rows).as(structure + ": rows of " + factor.name()).hasSize(1);
        for (JsonNode row : rows) {
            JsonNode schema = row.path("input_schema");
            softly.assertThat(Facts.text(row, "formula_hint"))
                    .as("formula of " + factor.name())
                    .isEqualTo(factor.formula());
            Set<String> fields = new TreeSet<>();
            schema.path("required_fields")
                    .forEach(field -> fields.add(field.asText().replace("$", "")));
            softly.assertThat(fields)
                    .as("fields of %s:%n%s", factor.name(), factor.source())
                    .isEqualTo(new TreeSet<>(factor.fields()));
            if (!factor.lookback().isEmpty()) {
                softly.assertThat(schema.path("lookback_days").asInt(-1))
                        .as("look-back of %s:%n%s", factor.name(), factor.source())
                        .isIn(factor.lookback());
            }
            softly.assertThat(Facts.text(schema, "fields_origin"))
                    .as("origin of the fields of " + factor.name())
                    .isEqualTo("derived");
        }
    }

    private void code(RunFactor factor, Map<String, Path> members, JsonNode metadata) {
        for (JsonNode one : metadata.path("factors")) {
            if (Facts.text(one, "name").equals(factor.name())) {
                String path = one.path("source_file").path("path").asText("?");
                softly.assertThat(members.keySet())
                        .as("code of " + factor.name())
                        .anyMatch(name -> name.equals(path) || name.endsWith("/" + path));
                return;
            }
        }
        softly.fail("factor_meta.json of the bundle has no " + factor.name());
    }

    private void configuration(ExpectedLoop expected, LoopKey key, JsonNode manifest) {
        expected.configuration()
                .ifPresent(file -> softly.assertThat(manifest.path("primary_assets")
                                .path("config_relpath")
                                .asText())
                        .as("executed configuration")
                        .isEqualTo(file));
        JsonNode prepared = facts.model(key, expected.workspaceId())
                .map(model -> model.path("preprocess_config"))
                .orElse(Json.mapper().createObjectNode());
        List<String> classes = new ArrayList<>();
        for (String kind : List.of("infer_processors", "learn_processors")) {
            prepared.path(kind).forEach(processor -> classes.add(Facts.text(processor, "class")));
        }
        if (!expected.processors().isEmpty()) {
            softly.assertThat(classes).as("processors").isEqualTo(expected.processors());
        }
    }

    private static JsonNode read(Path json) throws IOException {
        return Files.exists(json)
                ? Json.mapper().readTree(json.toFile())
                : Json.mapper().createObjectNode();
    }
}
