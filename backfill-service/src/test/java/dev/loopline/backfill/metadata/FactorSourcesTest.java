package dev.loopline.backfill.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.fixture.Factors;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Note;
import dev.loopline.kit.session.Generation;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionLoop;
import dev.loopline.kit.session.SessionTask;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which factors a loop has by its session and its table, and where each comes from. */
class FactorSourcesTest {

    private final Notes notes = new Notes();

    private static SessionTask task(String name) {
        return new SessionTask(
                SessionTask.Kind.FACTOR, name, "of " + name, "mean($close, 12)", Map.of(), null, null, Map.of());
    }

    private static SessionLoop session(List<String> accepted, String... tasks) {
        return new SessionLoop(
                0,
                Generation.V0_5,
                null,
                Stream.of(tasks).map(FactorSourcesTest::task).toList(),
                null,
                List.of(),
                new SessionExperiment(true, Map.of(), accepted, accepted.size(), 0, Map.of()),
                List.of());
    }

    private Map<String, JsonNode> factors(SessionLoop session, List<FactorCode> codes, List<String> columns) {
        return factors(ExistingFile.NONE, session, codes, columns);
    }

    private Map<String, JsonNode> factors(
            ExistingFile existing, SessionLoop session, List<FactorCode> codes, List<String> columns) {
        List<String> tasks =
                session.tasks().stream().map(one -> String.valueOf(one.name())).toList();
        Evidence evidence = new Evidence(
                true,
                ExecutedConfiguration.NONE,
                columns,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                List.of());
        LoopFacts facts = new LoopFacts(
                new Envelope(new LoopKey("t", 0), Instant.parse("2026-01-14T02:11:09Z")),
                "w",
                evidence,
                List.of(),
                Set.of(),
                new ResultNames(tasks, Map.of(), columns, Map.of(), List.of()),
                codes,
                session,
                false);
        ObjectNode file = FactorMeta.of(
                        facts, new FactorMeta.Existing(existing, List.of()), "w/factor_meta.json", notes)
                .content(LibraryFunctions.NONE);
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        file.path("factors").forEach(item -> byName.put(item.path("name").asText(), item));
        assertThat(file.path("factors")).hasSameSizeAs(byName.keySet());
        return byName;
    }

    private static String source(JsonNode item) {
        return item.path("source").asText();
    }

    @Test
    void listsATaskWithoutCodeWithWhatTheSessionSaysOfIt() {
        // When
        JsonNode item =
                factors(session(List.of(), "Quiet_Days"), List.of(), List.of()).get("Quiet_Days");

        // Then
        assertThat(source(item)).isEqualTo("rdagent_generated");
        assertThat(item.path("formula_hint").asText()).isEqualTo("mean($close, 12)");
        assertThat(item.path("description_cn").asText()).isEqualTo("of Quiet_Days");
        assertThat(item.at("/input_schema/fields_origin").asText()).isIn("derived", "description");
        assertThat(item.has("source_file")).isFalse();
    }

    @Test
    void callsSotaOnlyWhatTheSessionSaysWasAccepted() {
        // When
        Map<String, JsonNode> factors = factors(
                session(List.of("Old_Good"), "New_One"),
                List.of(Factors.analysed("New_One", "def New_One(df):\n    return df['$close']\n")),
                List.of("Old_Good", "New_One", "Whence"));

        // Then
        assertThat(factors).containsOnlyKeys("New_One", "Old_Good", "Whence");
        assertThat(source(factors.get("New_One"))).isEqualTo("rdagent_generated");
        assertThat(source(factors.get("Old_Good"))).isEqualTo("sota");
        assertThat(source(factors.get("Whence"))).isEqualTo("rdagent_generated");
        assertThat(notes.list()).extracting(Note::code).containsExactly("FACTOR_NOT_PROVEN_ACCEPTED");
    }

    @Test
    void listsAFactorOnceWhoseTaskAndColumnAreSpelledDifferently() {
        // When
        Map<String, JsonNode> factors = factors(session(List.of(), "Mean Gap 5D"), List.of(), List.of("mean_gap_5d"));

        // Then
        assertThat(factors).containsOnlyKeys("Mean Gap 5D");
    }

    @Test
    void listsAFactorOnceWhoseCodeWritesAColumnOfAnotherName() {
        // Given
        FactorCode code = new FactorCode(
                "By_Task",
                new FactorCode.Entry(FactorCode.Shape.SCRIPT, "", null, List.of(), "by_column_8"),
                "w",
                "factor.py",
                "x = 1\n",
                dev.loopline.backfill.code.python.FactorInputs.NONE);

        // When
        Map<String, JsonNode> factors = factors(session(List.of(), "By_Task"), List.of(code), List.of("by_column_8"));

        // Then
        assertThat(factors).containsOnlyKeys("By_Task");
    }

    @Test
    void keepsFactorsWithOneFormulaApart() {
        // When
        Map<String, JsonNode> factors = factors(session(List.of(), "One", "Two"), List.of(), List.of());

        // Then
        assertThat(factors).containsOnlyKeys("One", "Two");
        assertThat(factors.get("One").path("expression"))
                .isEqualTo(factors.get("Two").path("expression"));
    }

    @Test
    void addsNoSecondEntryForATaskThatAnExistingFileLists() {
        // Given
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.putArray("factors").addObject().put("name", "Known").put("source", "sota");
        ExistingFile foreign = new ExistingFile(content, ExistingFile.Kind.FOREIGN, true, Optional.empty());

        // When
        Map<String, JsonNode> factors = factors(foreign, session(List.of(), "Known"), List.of(), List.of("Known"));

        // Then
        assertThat(factors).containsOnlyKeys("Known");
        assertThat(source(factors.get("Known"))).isEqualTo("sota");
    }
}
