package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.fixture.Factors;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.testing.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two backfill services, each a Java process of its own, write the same two libraries at once. */
class TwoProcessesTest {

    private static final int LOOPS = 60;

    @TempDir
    Path home;

    @Test
    void loseNothing() throws Exception {
        // Given
        Path factors = Files.createDirectories(home.resolve("factors"));
        Path strategies = Files.createDirectories(home.resolve("strategies"));
        List<Process> writers = new ArrayList<>();

        // When
        for (String task : List.of("first", "second")) {
            writers.add(start(task, factors, strategies));
        }

        // Then
        for (Process writer : writers) {
            assertThat(writer.waitFor()).isZero();
        }
        assertThat(definitions(factors.resolve("rd_factors_lib/generated.py"), "def factor_F_"))
                .isEqualTo(2 * LOOPS);
        assertThat(definitions(strategies.resolve("rd_strategies_lib/generated.py"), "def get_"))
                .isEqualTo(2 * LOOPS);
        assertThat(Files.readString(factors.resolve("rd_factors_lib/VERSION"))).startsWith("0.0." + 2 * LOOPS + "+");
    }

    private Process start(String task, Path factors, Path strategies) throws IOException {
        return new ProcessBuilder(JavaProgram.command(
                        List.of(), TwoProcessesTest.class, task, factors.toString(), strategies.toString()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(task + ".log").toFile())
                .start();
    }

    private static long definitions(Path generated, String start) throws IOException {
        return Files.readString(generated)
                .lines()
                .filter(line -> line.startsWith(start))
                .count();
    }

    /** One writer: brings in its loops one by one. */
    public static void main(String[] arguments) throws IOException {
        CodeLibraries libraries = new CodeLibraries(
                Path.of(arguments[1]),
                Map.of(CodeLibraries.FACTORS_ROOT, arguments[1], CodeLibraries.STRATEGIES_ROOT, arguments[2]));
        for (int i = 0; i < LOOPS; i++) {
            String name = "F_" + arguments[0] + "_" + i;
            FactorCode factor = Factors.ofFunction(name, "f", "def f(df):\n    return " + i + "\n");
            libraries.sync(List.of(new LoopCode(
                    new LoopKey(arguments[0], i),
                    Instant.EPOCH,
                    List.of(factor),
                    List.of(),
                    Set.of(),
                    Json.mapper().createObjectNode().put("topk", i))));
        }
    }
}
