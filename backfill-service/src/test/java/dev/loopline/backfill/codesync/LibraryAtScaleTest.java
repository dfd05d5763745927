package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.fixture.Factors;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Both libraries with the code of many loops: valid Python, the same twice, and cheap to add to. */
class LibraryAtScaleTest {

    private static final int BATCH = 16;

    @TempDir
    Path home;

    @Test
    void compilesAndImportsAThousandLoopsAndStaysTheSame() throws Exception {
        // Given
        Path factors = Files.createDirectories(home.resolve("factors"));
        Path strategies = Files.createDirectories(home.resolve("strategies"));
        List<LoopCode> loops = loops(0, 1_000);
        syncAll(libraries(factors, strategies), loops);
        Map<String, String> before = LoopFixture.snapshot(home);

        // When
        List<CodeSync> again = syncAll(libraries(factors, strategies), loops);

        // Then
        assertThat(again)
                .allMatch(sync -> sync.factors().state() == State.UNCHANGED
                        && sync.strategies().state() == State.UNCHANGED);
        assertThat(LoopFixture.snapshot(home)).isEqualTo(before);
        Python.run(home, "-m", "compileall", "-q", factors.toString(), strategies.toString());
        Path script = Files.writeString(home.resolve("check.py"), Python.path(factors, strategies) + """
                before = set(sys.modules)
                import rd_factors_lib.generated as f
                import rd_strategies_lib.generated as s
                assert not [m for m in set(sys.modules) - before if ".factors." in m]
                plain = [n for n in dir(f) if n.startswith("factor_") and "__" not in n]
                configs = [n for n in dir(s) if n.startswith("get_")]
                assert f.factor_Momentum_999D([1.0]) == [999.0], f.factor_Momentum_999D([1.0])
                assert s.get_strategy_t_7_config() == {"class": "Topk", "kwargs": {"topk": 7, "none": None, "hold": True}}
                print(len(plain), len(configs))
                """);
        assertThat(Python.run(home, script.toString())).isEqualTo("1001 1000\n");
    }

    /**
     * A new loop in a library 50 times as large may cost as much more as the one file costs that is written whole, but not
     * a fresh look at everything that is there: the growth stays well below the library's.
     */
    @Test
    void addsALoopToALargeLibraryWithoutReadingItAnew(TestReporter reporter) throws Exception {
        // Given
        List<Duration> costs = new ArrayList<>();
        costOfOneLoop(home.resolve("warm-up"), 1_000);

        // When
        for (int size : List.of(100, 1_000, 5_000)) {
            costs.add(costOfOneLoop(home.resolve("library-" + size), size));
        }

        // Then
        double growth = (double) costs.get(2).toNanos() / costs.get(0).toNanos();
        reporter.publishEntry("one new loop at 100, 1,000 and 5,000 factors", costs + ", growth " + growth);
        assertThat(growth).as(costs.toString()).isLessThan(30);
    }

    private static Duration costOfOneLoop(Path root, int size) throws IOException {
        CodeLibraries libraries = libraries(
                Files.createDirectories(root.resolve("factors")), Files.createDirectories(root.resolve("strategies")));
        libraries.sync(loops(0, size));
        List<Duration> costs = new ArrayList<>();
        for (LoopCode loop : loops(size, size + 15)) {
            long start = System.nanoTime();
            libraries.sync(List.of(loop));
            costs.add(Duration.ofNanos(System.nanoTime() - start));
        }
        costs.sort(null);
        return costs.get(costs.size() / 2);
    }

    private static List<CodeSync> syncAll(CodeLibraries libraries, List<LoopCode> loops) {
        List<CodeSync> synced = new ArrayList<>();
        for (int i = 0; i < loops.size(); i += BATCH) {
            synced.addAll(libraries.sync(loops.subList(i, Math.min(i + BATCH, loops.size()))));
        }
        return synced;
    }

    private static CodeLibraries libraries(Path factors, Path strategies) {
        return new CodeLibraries(
                factors,
                Map.of(
                        CodeLibraries.FACTORS_ROOT, factors.toString(),
                        CodeLibraries.STRATEGIES_ROOT, strategies.toString()));
    }

    /** Each with a factor of its own and a version of one that all have. */
    private static List<LoopCode> loops(int from, int to) throws IOException {
        List<LoopCode> loops = new ArrayList<>();
        for (int i = from; i < to; i++) {
            JsonNode strategy = Json.mapper()
                    .readTree("{\"class\":\"Topk\",\"kwargs\":{\"topk\":%d,\"none\":null,\"hold\":true}}".formatted(i));
            List<FactorCode> factors = new ArrayList<>();
            factors.add(factor("Momentum_" + i + "D", i));
            if (i % 10 == 0) {
                factors.add(factor("Shared", i));
            }
            loops.add(new LoopCode(new LoopKey("t", i), Instant.EPOCH.plusSeconds(i), factors, strategy));
        }
        return loops;
    }

    private static FactorCode factor(String name, int window) {
        String source = """
                import math

                WINDOW = %d


                def scaled(values):
                    return [math.fabs(WINDOW * value) for value in values]


                class %s:
                    # a comment

                    def fit_transform(self, df):
                        return scaled(df)
                """.formatted(window, name);
        return Factors.ofClass(name, source);
    }
}
