package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which factors a loop has, where each comes from, and whether a backtest vouches for them. */
class FactorListTest {

    private static final String CONFIG = """
            data_handler_config:
                data_loader:
                    kwargs:
                        alpha158_config: {feature: [["Resi($close, 5)/$close", "$high-$low"], ["RESI5", "KLEN"]]}
            """;
    private static final String TABLE = "combined_factors_df.parquet";

    @TempDir
    Path home;

    @TempDir
    Path samples;

    private LoopFixture loop;
    private Path sampleTable;
    private String columnOfTable;

    @BeforeEach
    void factorLoop() throws IOException {
        WrittenHome written = SampleHome.builder(samples)
                .seed(3)
                .registryLoops(6)
                .modelBytes(100)
                .write();
        WrittenLoop sample = written.finished().stream()
                .filter(one -> Files.exists(one.experiment().path().resolve(TABLE)))
                .findFirst()
                .orElseThrow();
        sampleTable = sample.experiment().path().resolve(TABLE);
        columnOfTable = sample.factorNames().get(0);
        loop = new LoopFixture(home, 3, "factor")
                .withSub()
                .put("conf_combined_factors_dynamic.yaml", CONFIG)
                .put("qlib_res.csv", ",0\nIC,0\n")
                .put("ret.pkl", "");
        loop.put(LoopFixture.MAIN, TABLE, Files.readAllBytes(sampleTable));
    }

    @Test
    void listsFactorsOfCodeOfTheTableAndOfTheBaseline() throws IOException {
        // Given
        loop.put(LoopFixture.SUB, "factor.py", "def calculate_Own_5D():\n    pass\n".getBytes(StandardCharsets.UTF_8));

        // When
        loop.run(false);

        // Then
        assertThat(sources())
                .containsEntry("Own_5D", "rdagent_generated")
                .containsEntry(columnOfTable, "sota")
                .containsEntry("RESI5", "qlib_alpha158")
                .containsEntry("KLEN", "qlib_alpha158")
                .doesNotContainKeys("datetime", "instrument");
        assertThat(factor("RESI5").path("expression").asText()).isEqualTo("Resi($close, 5)/$close");
        assertThat(factor("KLEN").path("formula_hint").asText()).isEqualTo("$high-$low");
    }

    @Test
    void takesTheTablesFactorsForTheLoopsWhereThereIsNoCode() throws IOException {
        // When
        loop.run(false);
        loop.run(false);

        // Then
        assertThat(sources()).containsEntry(columnOfTable, "rdagent_generated");
        assertThat(factor(columnOfTable).path("origin").asText()).isEqualTo("derived");
    }

    @Test
    void listsAFactorOnceThatCodeAndTableKnow() throws IOException {
        // Given
        String source = "def calculate_" + columnOfTable + "():\n    pass\n";
        loop.put(LoopFixture.SUB, "factor.py", source.getBytes(StandardCharsets.UTF_8));

        // When
        loop.run(false);

        // Then
        assertThat(loop.written("factor_meta.json").path("factors").findValuesAsText("name"))
                .containsOnlyOnce(columnOfTable);
        assertThat(sources()).containsEntry(columnOfTable, "rdagent_generated");
    }

    @Test
    void keepsTheFlagForFactorsWithFiguresAndTakesZeroForOne() throws IOException {
        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.performance().ic()).isEqualTo(0.0);
        assertThat(factor(columnOfTable).path("metrics_valid").asBoolean()).isTrue();
        assertThat(factor("RESI5").has("metrics_valid")).isFalse();
        assertThat(codes(event)).doesNotContain("NO_VALID_METRICS");
    }

    @Test
    void marksFactorsWithoutFiguresAndGivesThemNoFlag() throws IOException {
        // Given
        loop.run(false);
        loop.put("qlib_res.csv", ",0\nIC,nan\nl2.train,0.9\n");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(factor(columnOfTable).has("metrics_valid")).isFalse();
        assertThat(factor(columnOfTable).path("metrics_missing").asText())
                .isEqualTo("factor_perf.json holds no figure of a backtest");
        assertThat(event.hasResult()).isTrue();
        assertThat(codes(event)).contains("NO_VALID_METRICS");
    }

    @Test
    void marksFactorsOfALoopWithoutBacktest() throws IOException {
        // Given
        Files.delete(loop.file("qlib_res.csv"));

        // When
        loop.run(false);

        // Then
        assertThat(factor(columnOfTable).path("metrics_missing").asText())
                .isEqualTo("the loop has no factor_perf.json");
    }

    @Test
    void notesATableThatIsNone() throws IOException {
        // Given
        byte[] cut = new byte[64];
        byte[] huge = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7, 0})
                .position(16)
                .putInt(16)
                .put("PAR1".getBytes(StandardCharsets.US_ASCII))
                .array();

        for (byte[] table : new byte[][] {cut, huge, new byte[0]}) {
            loop.put(LoopFixture.MAIN, TABLE, table);

            // When
            LoopBackfilled event = loop.run(false);

            // Then
            assertThat(codes(event)).contains("PARQUET_UNREADABLE");
            assertThat(event.hasResult()).isTrue();
            assertThat(sources()).containsOnlyKeys("RESI5", "KLEN");
        }
    }

    @Test
    void writesNoJunkKeysAndKeepsZero() throws IOException {
        // When
        loop.run(false);

        // Then
        JsonNode metrics = loop.written("factor_perf.json").at("/combinations/0/windows/0/metrics");
        assertThat(metrics.has("")).isFalse();
        assertThat(metrics.has("0")).isFalse();
        assertThat(metrics.has("Unnamed: 0")).isFalse();
        assertThat(metrics.path("ic").asDouble(-1)).isZero();
    }

    private Map<String, String> sources() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        loop.written("factor_meta.json")
                .path("factors")
                .forEach(item -> sources.put(
                        item.path("name").asText(), item.path("source").asText()));
        return sources;
    }

    private JsonNode factor(String name) throws IOException {
        for (JsonNode item : loop.written("factor_meta.json").path("factors")) {
            if (item.path("name").asText().equals(name)) {
                return item;
            }
        }
        throw new AssertionError("no factor " + name);
    }
}
