package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeLibrariesTest {

    private static final String SOURCE = """
            class Doubled_2D:
                def fit_transform(self, df):
                    # a comment

                    return [2 * x for x in df]
            """;

    @TempDir
    Path home;

    private Path factors = Path.of("unset");
    private Path strategies = Path.of("unset");
    private CodeLibraries libraries = new CodeLibraries(Path.of("unset"), Map.of());

    @BeforeEach
    void libraries() throws IOException {
        factors = Files.createDirectories(home.resolve("rd-factors-lib"));
        strategies = Files.createDirectories(home.resolve("rd-strategies-lib"));
        libraries = new CodeLibraries(
                home,
                Map.of(
                        CodeLibraries.FACTORS_ROOT, factors.toString(),
                        CodeLibraries.STRATEGIES_ROOT, strategies.toString()));
    }

    @Test
    void writesValidPythonThatDoesWhatItSays() throws Exception {
        // Given
        FactorCode plus = new FactorCode(
                "动量 1D",
                "f",
                FactorCode.Shape.TAKES_FRAME,
                null,
                "w",
                "factor.py",
                "def f(df):\n    return df + [1]\n",
                FactorInputs.NONE);
        LoopCode loop = loop("2025-12-18_10-38-22-336632", 0, List.of(doubled(SOURCE), plus));

        // When
        List<CodeSync> synced = libraries.sync(List.of(loop));

        // Then
        assertThat(synced.get(0).factors()).isEqualTo(new CodeSync.Library(State.WRITTEN, null, 2));
        assertThat(synced.get(0).strategies()).isEqualTo(new CodeSync.Library(State.WRITTEN, null, 1));
        assertThat(python("""
                import sys
                sys.path[:0] = [%s, %s]
                import rd_factors_lib.generated as g
                assert not any(name.startswith("rd_factors_lib.factors") for name in sys.modules)
                print(g.factor_Doubled_2D([1, 2]), g.Doubled_2D.__name__, g.factor_动量_1D([0]))
                from rd_strategies_lib.generated import get_strategy_2025_12_18_10_38_22_336632_0_config as c
                print(c()["kwargs"])
                """)).isEqualTo("""
                        [2, 4] Doubled_2D [0, 1]
                        {'topk': 50, 'hold': True, 'none': None, 'text': 'a"b\\\\c\\n中'}
                        """);
    }

    @Test
    void changesNothingTheSecondTime() throws Exception {
        // Given
        LoopCode loop = loop("t", 1, List.of(doubled(SOURCE)));
        libraries.sync(List.of(loop));
        String before = Files.readString(generated(factors));
        var time = Files.getLastModifiedTime(generated(factors));

        // When
        CodeSync synced = libraries.sync(List.of(loop)).get(0);

        // Then
        assertThat(synced.factors().state()).isEqualTo(State.UNCHANGED);
        assertThat(synced.strategies().state()).isEqualTo(State.UNCHANGED);
        assertThat(Files.readString(generated(factors))).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(generated(factors))).isEqualTo(time);
    }

    @Test
    void isTheSameInWhateverOrderLoopsCome() throws Exception {
        // Given
        List<LoopCode> loops = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loops.add(loop("t", i, List.of(doubled(SOURCE.replace("2 *", (i + 2) + " *")))));
        }
        libraries.sync(loops);
        String expected = Files.readString(generated(factors)) + Files.readString(generated(strategies));
        Files.delete(generated(factors));
        Files.delete(generated(strategies));
        Collections.reverse(loops);

        // When
        for (LoopCode loop : loops) {
            libraries.sync(List.of(loop));
        }

        // Then
        assertThat(Files.readString(generated(factors)) + Files.readString(generated(strategies)))
                .isEqualTo(expected)
                .containsOnlyOnce("def factor_Doubled_2D(df)");
    }

    @Test
    void losesNothingWhenManyWriteAtOnce() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<List<CodeSync>>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            LoopCode loop = loop("t", i, List.of());
            tasks.add(() -> libraries.sync(List.of(loop)));
        }

        // When
        for (Future<List<CodeSync>> done : threads.invokeAll(tasks)) {
            done.get();
        }
        threads.shutdown();

        // Then
        assertThat(Files.readString(generated(strategies)).lines().filter(line -> line.startsWith("def ")))
                .hasSize(40);
    }

    @Test
    void setsAFileAsideThatSomebodyElseWrote() throws Exception {
        // Given
        Files.createDirectories(factors.resolve("rd_factors_lib"));
        Files.writeString(generated(factors), "def mine(): pass\n");

        // When
        libraries.sync(List.of(loop("t", 0, List.of(doubled(SOURCE)))));

        // Then
        assertThat(factors.resolve("rd_factors_lib/generated_before_loopline.py.txt"))
                .hasContent("def mine(): pass");
    }

    @Test
    void skipsWithAReason() throws Exception {
        // Given
        Files.writeString(
                home.resolve(".env"), "# paths\nexport RD_FACTORS_LIB_ROOT='Q:\\not\\here' # mounted later\n");
        CodeLibraries unset = new CodeLibraries(home, Map.of());

        // When
        CodeSync synced = unset.sync(List.of(loop("t", 0, List.of()))).get(0);

        // Then
        assertThat(synced.factors())
                .isEqualTo(
                        new CodeSync.Library(State.SKIPPED, "RD_FACTORS_LIB_ROOT is no folder here: Q:\\not\\here", 0));
        assertThat(synced.strategies())
                .isEqualTo(new CodeSync.Library(State.SKIPPED, "RD_STRATEGIES_LIB_ROOT is not set", 0));
    }

    private static FactorCode doubled(String source) {
        return new FactorCode(
                "Doubled_2D", "Doubled_2D", FactorCode.Shape.CLASS, null, "w", "factor.py", source, FactorInputs.NONE);
    }

    private static LoopCode loop(String taskRunId, int loopId, List<FactorCode> factors) throws IOException {
        JsonNode strategy = Json.mapper()
                .readTree("{\"class\":\"Topk\",\"kwargs\":{\"topk\":50,\"hold\":true,\"none\":null,"
                        + "\"text\":\"a\\\"b\\\\c\\n中\"}}");
        return new LoopCode(new LoopKey(taskRunId, loopId), Instant.EPOCH.plusSeconds(loopId), factors, strategy);
    }

    private static Path generated(Path root) {
        return root.resolve(root.getFileName().toString().replace('-', '_')).resolve("generated.py");
    }

    private String python(String script) throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/env")), "no env");
        Path file = Files.writeString(
                home.resolve("check.py"),
                script.formatted(PythonLiteral.text(factors.toString()), PythonLiteral.text(strategies.toString())));
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder("python3", file.toString()).redirectErrorStream(true);
            builder.environment().put("PYTHONIOENCODING", "utf-8");
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, "no python3");
            return "";
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }
}
