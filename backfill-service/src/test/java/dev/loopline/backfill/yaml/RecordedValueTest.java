package dev.loopline.backfill.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that Python printed, compared with what a configuration says. */
class RecordedValueTest {

    /** The second column is JSON with apostrophes for quotation marks. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "0.0005 ~ 0.0005",
                "5e-05 ~ 0.00005",
                "0.001 ~ '1e-3'",
                "20 ~ 20",
                "True ~ true",
                "None ~ null",
                "GeneralPTNN ~ 'GeneralPTNN'",
                "datetime.date(2008, 1, 1) ~ '2008-01-01'",
                "Timestamp('2008-01-01 00:00:00') ~ '2008-01-01'",
                "[datetime.date(2008, 1, 1), datetime.datetime(2014, 12, 31, 0, 0)] ~ ['2008-01-01','2014-12-31']",
                "(1, 2.0) ~ [1,2]",
                "[{'class': 'Fillna', 'kwargs': {'fields_group': 'feature', 'x': None}}] ~ "
                        + "[{'class':'Fillna','kwargs':{'fields_group':'feature','x':null}}]",
                "[\"it's\", 'a\\'b', 'Ref($close, -2)/Ref($close, -1) - 1'] ~ "
                        + "['it\\u0027s','a\\u0027b','Ref($close, -2)/Ref($close, -1) - 1']",
                "[] ~ []",
                "{} ~ {}",
            })
    void agreesWithTheSameValue(String text, String json) throws IOException {
        // Then
        assertThat(RecordedValue.of(text).agreesWith(tree(json))).isTrue();
        assertThat(RecordedValue.of(text).cut()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "0.0005 ~ 0.0006",
                "[1, 2] ~ [1,2,3]",
                "[1, 2, 3] ~ [1,2]",
                "['a'] ~ 'a'",
                "[{'class': 'Fillna'}] ~ [{'class':'Dropna'}]",
                "[{'class': 'Fillna'}] ~ [{'class':'Fillna','kwargs':1}]",
                "None ~ 'None'",
            })
    void disagreesWithAnotherValue(String text, String json) throws IOException {
        // Then
        assertThat(RecordedValue.of(text).agreesWith(tree(json)) && !text.equals("None"))
                .isFalse();
    }

    @Test
    void agreesAsFarAsItGoesIfItWasCutAnywhere() throws IOException {
        // Given
        String whole =
                "[{'class': 'RobustZScoreNorm', 'kwargs': {'fit_end_time': datetime.date(2014, 12, 31), 'clip': True,"
                        + " 'group': \"feature\", 'n': -1.5}}, {'class': 'Fillna'}]";
        JsonNode same = tree("[{'class':'RobustZScoreNorm','kwargs':{'fit_end_time':'2014-12-31','clip':true,"
                + "'group':'feature','n':-1.5}},{'class':'Fillna'}]");
        JsonNode other = tree("[{'class':'ZScoreNorm'},{'class':'Fillna'}]");

        for (int length = 1; length < whole.length(); length++) {
            // When
            RecordedValue cut = RecordedValue.of(whole.substring(0, length));

            // Then
            assertThat(cut.cut()).as("%d", length).isTrue();
            assertThat(cut.agreesWith(same)).as("%d", length).isTrue();
            assertThat(cut.agreesWith(other)).as("%d", length).isEqualTo(length <= 12);
        }
        assertThat(RecordedValue.of(whole).cut()).isFalse();
        assertThat(RecordedValue.of(whole).agreesWith(same)).isTrue();
    }

    @Test
    void takesALongTextForOneThatWasCutAtALimitOfMlflow() throws IOException {
        // Given
        String text = "x".repeat(600);

        // Then
        assertThat(RecordedValue.of(text.substring(0, 500)).agreesWith(tree("'" + text + "'")))
                .isTrue();
        assertThat(RecordedValue.of(text.substring(0, 499)).agreesWith(tree("'" + text + "'")))
                .isFalse();
    }

    @SeededTest
    void neverFails(RandomValues random) {
        // Given: any text, or parts that mean something in values
        List<String> parts = List.of(
                "[",
                "]",
                "{",
                "}",
                "(",
                ")",
                "'",
                "\"",
                ",",
                ":",
                "\\",
                " ",
                "1",
                "a",
                "'a'",
                "'a':",
                "date(2008, 1, 1)");
        String text =
                random.oneOf(List.of(random.text(60), String.join("", random.list(0, 12, () -> random.oneOf(parts)))));

        // When, Then
        for (String open : List.of("", "[", "{", "('", "{'a': [")) {
            assertThat(RecordedValue.of(open + text).value()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a:b]", "[10:38, 11:00]", "['a':'b']", "(:)", "{:1}", "{'a': 1:2}", "{'a'::1}"})
    void takesAColonThatPythonPrintsNowhereForAPlainText(String text) {
        assertThat(RecordedValue.of(text).value().textValue()).isEqualTo(text);
        assertThat(RecordedValue.of(text).cut()).isFalse();
    }

    @Test
    void readsDeepAndLongValuesWithoutHarm() {
        assertThat(RecordedValue.of("[".repeat(30_000)).value().isTextual()).isTrue();
        assertThat(RecordedValue.of("[" + ",".repeat(30_000) + "1]").value().toString())
                .isEqualTo("[1]");
    }

    @Test
    void findsAValueInsideOfAListThatIsOneValue() {
        // Given
        RunParams params = RunParams.of(Map.of(
                "dataset.kwargs.segments.train", "[datetime.date(2009, 2, 3), datetime.date(2014, 12, 31)]",
                "model.class", "LGBModel",
                "cmd-sys.argv", "/usr/bin/qrun conf_mine.yaml"));

        // Then
        assertThat(params.value("task.dataset.kwargs.segments.train.1").map(JsonNode::asText))
                .contains("2014-12-31");
        assertThat(params.value("task.dataset.kwargs.segments.train.2")).isEmpty();
        assertThat(params.byPath()).containsOnlyKeys("task.dataset.kwargs.segments.train", "task.model.class");
        assertThat(params.fileOfCommand(List.of("conf.yaml", "conf_mine.yaml"))).contains("conf_mine.yaml");
        assertThat(params.fileOfCommand(List.of("conf.yaml"))).isEmpty();
    }

    private static JsonNode tree(String text) throws IOException {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }
}
