package dev.loopline.backfill.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.jinja.Variables;
import dev.loopline.backfill.note.Notes;
import dev.loopline.contracts.event.Note;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {

    private final Notes notes = new Notes();

    /** What PyYAML's safe loader makes of a plain scalar, as JSON. */
    @ParameterizedTest
    @CsvSource({
        "yes, true",
        "No, false",
        "on, true",
        "OFF, false",
        "2010-01-01, '\"2010-01-01\"'",
        "1e-7, '\"1e-7\"'",
        "1.0e-7, 1.0E-7",
        "1.5e3, '\"1.5e3\"'",
        "0.05, 0.05",
        "205.6999, 205.6999",
        "-0.10, -0.1",
        "100000000, 100000000",
        "~, null",
        "null, null",
        "y, '\"y\"'",
        "'''yes''', '\"yes\"'",
        ".nan, null",
        "-.inf, null"
    })
    void readsScalarsAsPythonDoes(String scalar, String json) {
        // When
        JsonNode value = parse("key: " + scalar).path("key");

        // Then
        assertThat(value.toString()).isEqualTo(json);
    }

    @Test
    void writesAnchorsAndMergesOut() {
        // When
        JsonNode tree = parse("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\nagain: *b\n");

        // Then
        assertThat(tree.path("use").path("x").asInt()).isEqualTo(1);
        assertThat(tree.path("use").path("y").asInt()).isEqualTo(3);
        assertThat(tree.path("again").path("y").asInt()).isEqualTo(2);
    }

    @Test
    void takesTheLastOfTwoEqualKeysWithANote() {
        // When
        JsonNode tree = parse("a: 1\na: 2\n");

        // Then
        assertThat(tree.path("a").asInt()).isEqualTo(2);
        assertThat(notes.list()).extracting(Note::code).containsExactly("YAML_DUPLICATE_KEY");
    }

    @ParameterizedTest
    @CsvSource({
        "'a:\n\t- 1'",
        "'a: [1, 2'",
        "'- 1\n- 2'",
        "'a: !!javax.script.ScriptEngineManager []'",
        "'a: &a [*a]'",
        "''",
    })
    void notesWhatIsNoUsableYaml(String text) {
        // When
        var parsed = YamlText.parse(text, "conf.yaml", notes);

        // Then
        assertThat(parsed).isEmpty();
        assertThat(notes.list()).extracting(Note::code).containsExactly("YAML_UNREADABLE");
    }

    @Test
    void refusesASmallTextThatStandsForAHugeTree() {
        // Given
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (before + ", ").repeat(9) + before));
        }

        // When
        var parsed = YamlText.parse(bomb.toString(), "conf.yaml", notes);

        // Then
        assertThat(parsed).isEmpty();
    }

    @Test
    void readsATemplateAndSaysWhatItDoesNotKnow() {
        // Given
        String template = """
                {# a comment #}
                task:
                    model:
                        lr: {{ lr }}
                        again: {{ lr }}
                        epochs: {{ n_epochs | default(5) }}
                        workers: {{ workers | default(5) }}
                        uri: "model.model_cls"
                        kwargs: { "num": {{ num }},
                            {% if steps %}"steps": {{ steps }}{% endif %} }
                """;
        Variables variables = new Variables(Map.of(), Set.of(), Set.of("n_epochs"), Map.of());

        // When
        YamlText.Parsed parsed = YamlText.parse(
                        template, variables, RunParams.of(Map.of("model.lr", "1e-3")), "conf.yaml", notes)
                .orElseThrow();

        // Then
        JsonNode model = parsed.tree().path("task").path("model");
        assertThat(model.path("lr").asDouble()).isEqualTo(0.001);
        assertThat(model.path("again").asDouble()).isEqualTo(0.001);
        assertThat(model.path("workers").asInt()).isEqualTo(5);
        assertThat(model.path("uri").asText()).isEqualTo("model.model_cls");
        assertThat(parsed.unresolved())
                .containsExactly("task.model.epochs", "task.model.kwargs.num", "task.model.kwargs.steps");
        assertThat(notes.list()).extracting(Note::code).containsExactly("YAML_TEMPLATE");
    }

    private JsonNode parse(String text) {
        return YamlText.parse(text, "conf.yaml", notes).orElseThrow().tree();
    }
}
