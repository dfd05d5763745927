package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata files that RD-Agent or a script wrote in a style of its own, in a loop whose backtest left nothing else. */
class KeptFilesTest {

    private static final String META =
            json("{'factors':[{'name':'Momentum_20D','expression':'Ref($close, 20)/$close'},{'name':'Gap_3D'}]}");

    @TempDir
    Path home;

    private LoopFixture loop;

    @BeforeEach
    void factorLoop() throws IOException {
        loop = new LoopFixture(home, 1, "factor")
                .put("combined_factors_df.parquet", "")
                .put("factor_meta.json", META);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['Gap_3D']",
                "['Gap_3D','Momentum_20D']",
                "[\"('feature', 'Gap_3D')\",\"('feature', 'Momentum_20D')\"]",
                "['feature_gap_3d','MOMENTUM 20D']",
                "[' Gap_3D ','',null,3]"
            })
    void addsNoFactorForAnotherSpelling(String names) throws IOException {
        // Given
        loop.put("factor_perf.json", performance(names));

        // When
        loop.run(false);

        // Then
        assertThat(names()).containsExactly("Momentum_20D", "Gap_3D");
    }

    @Test
    void listsEachFactorWhoseBacktestIsKept() throws IOException {
        // Given
        loop.put("factor_perf.json", performance("['Other_9D','Momentum_20D','RESI5']"));

        // When
        loop.run(false);
        loop.run(false);

        // Then
        assertThat(names()).containsExactly("Momentum_20D", "Gap_3D", "Other_9D", "RESI5");
        JsonNode baseline = loop.written("factor_meta.json").path("factors").path(3);
        assertThat(baseline.path("source").asText()).isEqualTo("qlib_alpha158");
        assertThat(baseline.path("expression").asText()).isEqualTo("Resi($close, 5)/$close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[{'name':'Gap_3D','ic':0.02}]", "{'combinations':[{'factor", "", "null", "3", "{'a':{'ic':1}}"})
    void leavesFiguresAsTheyAreThatNothingReplaces(String content) throws IOException {
        // Given
        loop.put("factor_perf.json", json(content));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(loop.file("factor_perf.json")).hasContent(json(content));
        assertThat(event.metadata().factorPerf()).isNull();
        assertThat(subjects(event, "METADATA_KEPT")).containsExactly(LoopFixture.MAIN + "/factor_perf.json");
        assertThat(event.notes())
                .noneMatch(note ->
                        note.code().equals("METADATA_BROKEN") && note.message().contains("written anew"));
    }

    @Test
    void saysThatALinkStandsInTheFilesPlace() throws IOException {
        // Given
        Files.createSymbolicLink(loop.file("factor_perf.json"), Files.writeString(home.resolve("perf.json"), "{}"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(subjects(event, "METADATA_KEPT")).containsExactly(LoopFixture.MAIN + "/factor_perf.json");
    }

    @ParameterizedTest
    @CsvSource({"50.0, 50, existing", "'\"30\"', 30, existing", "0.1, 50, default", "'\"many\"', 50, default"})
    void writesTheNumberOfHoldingsAsAWholeNumber(String said, int expected, String origin) throws IOException {
        // Given
        loop.put("strategy_meta.json", json("{'portfolio_config':{'signal_config':{'top_k':" + said + "}}}"));

        // When
        loop.run(false);

        // Then
        JsonNode portfolio = loop.written("strategy_meta.json").path("portfolio_config");
        assertThat(portfolio.path("signal_config").path("top_k").isInt()).isTrue();
        assertThat(portfolio.path("signal_config").path("top_k").asInt()).isEqualTo(expected);
        assertThat(portfolio.path("origin").asText()).isEqualTo(origin);
    }

    private List<String> names() throws IOException {
        return loop.written("factor_meta.json").path("factors").findValuesAsText("name");
    }

    private static List<String> subjects(LoopBackfilled event, String code) {
        return event.notes().stream()
                .filter(note -> note.code().equals(code))
                .map(note -> String.valueOf(note.subject()))
                .toList();
    }

    private static String performance(String names) {
        return json("{'combinations':[{'name':'main','factor_names':" + names
                + ",'windows':[{'name':'main_window','sharpe':1.5}]}]}");
    }
}
