package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.fixture.Factors;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Python;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CodeSync.State;
import dev.loopline.kit.testing.TestFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both libraries with the code of many loops: valid Python, the same twice, and added to without being read. */
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
        List<SyncedCode> again = syncAll(libraries(factors, strategies), loops);

        // Then
        assertThat(again)
                .allMatch(sync -> sync.state().factors().state() == State.UNCHANGED
                        && sync.state().strategies().state() == State.UNCHANGED);
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
     * What is there is neither read nor looked at: its modules are gone and the bytes of {@code generated.py} are zeros,
     * behind the same size, time and file, and a new loop's sync sees nothing of either.
     */
    @Test
    void addsALoopToALargeLibraryWithoutReadingItAnew() throws Exception {
        // Given
        Path factors = Files.createDirectories(home.resolve("factors"));
        Path strategies = Files.createDirectories(home.resolve("strategies"));
        CodeLibraries libraries = libraries(factors, strategies);
        syncAll(libraries, loops(0, 1_000));
        List<Path> generated = List.of(
                factors.resolve("rd_factors_lib/generated.py"), strategies.resolve("rd_strategies_lib/generated.py"));
        Path modules = factors.resolve("rd_factors_lib/factors");
        TestFolders.delete(modules);
        for (Path file : generated) {
            blank(file);
        }

        // When
        List<SyncedCode> added = libraries.sync(loops(1_000, 1_001));

        // Then
        assertThat(added).singleElement().satisfies(sync -> {
            assertThat(sync.state().factors().state()).isEqualTo(State.WRITTEN);
            assertThat(sync.state().strategies().state()).isEqualTo(State.WRITTEN);
        });
        assertThat(generated.get(0))
                .content()
                .contains("def factor_Momentum_0D(", "def factor_Momentum_999D(", "def factor_Momentum_1000D(");
        assertThat(generated.get(1))
                .content()
                .contains("def get_strategy_t_0_config(", "def get_strategy_t_999_config(", "_t_1000_config(");
        try (Stream<Path> written = Files.list(modules)) {
            assertThat(written.map(file -> file.getFileName().toString()))
                    .as("the new loop's two factors and the package")
                    .hasSize(3)
                    .contains("__init__.py");
        }
    }

    private static void blank(Path file) throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) channel.size()));
        }
        Files.setLastModifiedTime(file, modified);
    }

    private static List<SyncedCode> syncAll(CodeLibraries libraries, List<LoopCode> loops) {
        List<SyncedCode> synced = new ArrayList<>();
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
            loops.add(new LoopCode(
                    new LoopKey("t", i), Instant.EPOCH.plusSeconds(i), factors, List.of(), Set.of(), strategy));
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
