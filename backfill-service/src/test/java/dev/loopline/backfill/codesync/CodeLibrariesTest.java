package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.fixture.Factors;
import dev.loopline.backfill.fixture.Python;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void keepsNamesThatDifferOnlyInSignsApartInWhateverOrderTheyCome() throws Exception {
        // Given
        List<String> names = List.of("a_b", "a-b", "a b", "a+b");
        List<LoopCode> loops = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String source = "def f(df):\n    return %d\n".formatted(i);
            loops.add(loop("t", i, List.of(Factors.ofFunction(names.get(i), "f", source))));
        }

        // When
        libraries.sync(loops);
        Path other = Files.createDirectories(home.resolve("other/rd-factors-lib"));
        Collections.reverse(loops);
        new CodeLibraries(home, Map.of(CodeLibraries.FACTORS_ROOT, other.toString())).sync(loops);

        // Then
        assertThat(generated(other)).hasSameTextualContentAs(generated(factors));
        for (int i = 0; i < names.size(); i++) {
            String wrapper = "factor_" + FactorCode.libraryName(names.get(i));
            assertThat(python("import rd_factors_lib.generated as g\nprint(getattr(g, '" + wrapper + "')(0))\n"))
                    .isEqualTo(i + "\n");
        }
        assertThat(FactorCode.libraryName("a_b")).isEqualTo("a_b");
    }

    @Test
    void writesValidPythonThatDoesWhatItSays() throws Exception {
        // Given
        FactorCode plus = Factors.ofFunction("动量 1D", "f", "def f(df):\n    return df + [1]\n");
        LoopCode loop = loop("2025-12-18_10-38-22-336632", 0, List.of(doubled(SOURCE), plus));

        // When
        List<SyncedCode> synced = libraries.sync(List.of(loop));

        // Then
        assertThat(synced.get(0).state().factors()).isEqualTo(new CodeSync.Library(State.WRITTEN, null, 2));
        assertThat(synced.get(0).state().strategies()).isEqualTo(new CodeSync.Library(State.WRITTEN, null, 1));
        assertThat(python("""
                import rd_factors_lib.generated as g
                assert not any(name.startswith("rd_factors_lib.factors") for name in sys.modules)
                print(g.factor_Doubled_2D([1, 2]), g.Doubled_2D.__name__, getattr(g, "factor_%s")([0]))
                from rd_strategies_lib.generated import get_strategy_2025_12_18_10_38_22_336632_0_config as c
                print(c()["kwargs"])
                """.formatted(FactorCode.libraryName("动量 1D")))).isEqualTo("""
                        [2, 4] Doubled_2D [0, 1]
                        {'topk': 50, 'hold': True, 'none': None, 'text': 'a"b\\\\c\\n中'}
                        """);
    }

    @Test
    void leavesOutWhatIsNoPython() throws Exception {
        // Given
        FactorCode good = Factors.analysed("good", "def good(df):\n    return df\n");
        FactorCode broken = Factors.analysed("broken", "def broken(df:\n    return df\n");

        // When
        List<SyncedCode> synced = libraries.sync(List.of(loop("t", 0, List.of(good, broken))));

        // Then
        CodeSync.Library library = synced.get(0).state().factors();
        assertThat(library.state()).isEqualTo(State.WRITTEN);
        assertThat(library.reason()).startsWith("1 of the loop's sources");
        assertThat(Files.readString(generated(factors))).contains("factor_good").doesNotContain("broken");
    }

    @Test
    void changesNothingTheSecondTime() throws Exception {
        // Given
        LoopCode loop = loop("t", 1, List.of(doubled(SOURCE)));
        libraries.sync(List.of(loop));
        String before = Files.readString(generated(factors));
        var time = Files.getLastModifiedTime(generated(factors));

        // When
        CodeSync synced = libraries.sync(List.of(loop)).get(0).state();

        // Then
        assertThat(synced.factors().state()).isEqualTo(State.UNCHANGED);
        assertThat(synced.strategies().state()).isEqualTo(State.UNCHANGED);
        assertThat(Files.readString(generated(factors))).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(generated(factors))).isEqualTo(time);
    }

    @Test
    void renewsABeginningThatAnEarlierReleaseWrote() throws Exception {
        // Given
        LoopCode loop = loop("t", 1, List.of(doubled(SOURCE)));
        libraries.sync(List.of(loop));
        String today = Files.readString(generated(factors));
        Files.writeString(generated(factors), today.replace("import shutil\n", ""));

        // When
        new CodeLibraries(home, Map.of(CodeLibraries.FACTORS_ROOT, factors.toString())).sync(List.of(loop));

        // Then
        assertThat(generated(factors)).hasContent(today);
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
    void keepsAnOlderVersionCallableBesideTheNewest() throws Exception {
        // Given
        LoopCode newest = loop("t", 2, List.of(doubled(SOURCE.replace("2 *", "5 *"))));
        LoopCode oldest = loop("t", 0, List.of(doubled(SOURCE)));
        LoopCode middle = loop("t", 1, List.of(doubled(SOURCE.replace("2 *", "3 *"))));

        // When
        for (LoopCode loop : List.of(middle, newest, oldest)) {
            libraries.sync(List.of(loop));
        }

        // Then
        assertThat(python("""
                import rd_factors_lib.generated as g
                versions = [n for n in dir(g) if n.startswith("factor_Doubled_2D__")]
                print(g.factor_Doubled_2D([1]), sorted(getattr(g, n)([1]) for n in versions))
                """)).isEqualTo("[5] [[2], [3], [5]]\n");
    }

    @Test
    void writesASourceThatDeclaresAnotherEncodingInUtf8() throws Exception {
        // Given
        String source =
                "# -*- coding: gbk -*-\nclass Doubled_2D:\n    def fit_transform(self, df):\n        return '动量'\n";

        // When
        libraries.sync(List.of(loop("t", 0, List.of(doubled(source)))));

        // Then
        assertThat(python("import rd_factors_lib.generated as g\nprint(g.factor_Doubled_2D(0))\n"))
                .isEqualTo("动量\n");
    }

    @Test
    void takesNamesThatAreTooLongForAFile() throws Exception {
        // Given
        String name = "动量".repeat(150);
        FactorCode factor = Factors.ofFunction(name, "f", "def f(df):\n    return 7\n");

        // When
        CodeSync synced =
                libraries.sync(List.of(loop("t", 0, List.of(factor)))).get(0).state();

        // Then
        assertThat(synced.factors().state()).isEqualTo(State.WRITTEN);
        assertThat(python("import rd_factors_lib.generated as g\nprint(getattr(g, 'factor_' + '动量' * 150)(0))\n"))
                .isEqualTo("7\n");
    }

    @Test
    void raisesTheVersionOnlyWhenContentChanged() throws Exception {
        // Given
        Path version = factors.resolve("rd_factors_lib/VERSION");
        Files.createDirectories(version.getParent());
        Files.writeString(version, "1.4.7\n");
        LoopCode first = loop("t", 0, List.of(doubled(SOURCE)));
        LoopCode second = loop("t", 1, List.of(doubled(SOURCE.replace("2 *", "3 *"))));

        // When
        libraries.sync(List.of(first));
        String one = Files.readString(version);
        libraries.sync(List.of(first));
        String again = Files.readString(version);
        libraries.sync(List.of(second));
        String two = Files.readString(version);

        // Then
        assertThat(one).matches("1\\.4\\.8\\+[0-9a-f]{12}\\n").isEqualTo(again);
        assertThat(two).startsWith("1.4.9+");
        assertThat(python("import rd_factors_lib\nprint(rd_factors_lib.__version__)\n"))
                .isEqualTo(two);
    }

    @Test
    void raisesTheVersionAfterACrashBeforeIt() throws Exception {
        // Given
        Path version = factors.resolve("rd_factors_lib/VERSION");
        libraries.sync(List.of(loop("t", 0, List.of(doubled(SOURCE)))));
        String before = Files.readString(version);
        libraries.sync(List.of(loop("t", 1, List.of(doubled(SOURCE.replace("2 *", "3 *"))))));
        Files.writeString(version, before);

        // When
        libraries.sync(List.of(loop("t", 0, List.of(doubled(SOURCE)))));

        // Then
        assertThat(Files.readString(version)).startsWith("0.0.2+").isNotEqualTo(before);
    }

    @Test
    void takesUpWhatAnotherProcessWrote() throws Exception {
        // Given
        CodeLibraries other = new CodeLibraries(home, Map.of(CodeLibraries.STRATEGIES_ROOT, strategies.toString()));
        libraries.sync(List.of(loop("t", 0, List.of())));
        other.sync(List.of(loop("t", 1, List.of())));

        // When
        libraries.sync(List.of(loop("t", 2, List.of())));

        // Then
        assertThat(Files.readString(generated(strategies)).lines().filter(line -> line.startsWith("def ")))
                .hasSize(3);
    }

    @Test
    void writesANumberThatPythonRefusesAsText() throws Exception {
        // Given
        JsonNode strategy = Json.mapper().createObjectNode().put("big", new BigInteger("9".repeat(900)));
        JsonNode huge = Json.mapper().createObjectNode().put("huge", BigInteger.TEN.pow(6_000));
        LoopCode one = new LoopCode(new LoopKey("t", 0), Instant.EPOCH, List.of(), List.of(), Set.of(), strategy);
        LoopCode two = new LoopCode(new LoopKey("t", 1), Instant.EPOCH, List.of(), List.of(), Set.of(), huge);

        // When
        libraries.sync(List.of(one, two));

        // Then
        assertThat(python("""
                import rd_strategies_lib.generated as s
                print(s.get_strategy_t_0_config()["big"] % 7, len(s.get_strategy_t_1_config()["huge"]))
                """)).isEqualTo("0 6001\n");
    }

    @Test
    void showsAReaderTheOldFileOrTheNewOne() throws Exception {
        // Given
        libraries.sync(List.of(loop("t", 0, List.of())));
        ExecutorService writer = Executors.newSingleThreadExecutor();

        // When
        Future<?> written = writer.submit(() -> {
            for (int i = 1; i < 150; i++) {
                libraries.sync(List.of(loop("t", i, List.of())));
            }
            return null;
        });
        List<Integer> functions = new ArrayList<>();
        while (!written.isDone()) {
            String text = Files.readString(generated(strategies));
            assertThat(text).endsWith("}\n");
            functions.add(text.split("def get_").length);
        }
        written.get();
        writer.shutdown();

        // Then
        assertThat(functions).hasSizeGreaterThan(5).isSorted();
    }

    @Test
    void skipsAMissingRootWithoutTouchingTheOther() throws Exception {
        // Given
        Files.delete(factors);

        // When
        CodeSync synced = libraries
                .sync(List.of(loop("t", 0, List.of(doubled(SOURCE)))))
                .get(0)
                .state();

        // Then
        assertThat(synced.factors().state()).isEqualTo(State.SKIPPED);
        assertThat(synced.factors().reason()).startsWith("RD_FACTORS_LIB_ROOT is no folder here");
        assertThat(synced.strategies().state()).isEqualTo(State.WRITTEN);
        assertThat(factors).doesNotExist();
    }

    @Test
    void losesNothingWhenManyWriteAtOnce() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<List<SyncedCode>>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            LoopCode loop = loop("t", i, List.of());
            tasks.add(() -> libraries.sync(List.of(loop)));
        }

        // When
        for (Future<List<SyncedCode>> done : threads.invokeAll(tasks)) {
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
        CodeSync synced = unset.sync(List.of(loop("t", 0, List.of()))).get(0).state();

        // Then
        assertThat(synced.factors())
                .isEqualTo(
                        new CodeSync.Library(State.SKIPPED, "RD_FACTORS_LIB_ROOT is no folder here: Q:\\not\\here", 0));
        assertThat(synced.strategies())
                .isEqualTo(new CodeSync.Library(State.SKIPPED, "RD_STRATEGIES_LIB_ROOT is not set", 0));
    }

    private static FactorCode doubled(String source) {
        return Factors.ofClass("Doubled_2D", source);
    }

    private static LoopCode loop(String taskRunId, int loopId, List<FactorCode> factors) throws IOException {
        JsonNode strategy = Json.mapper()
                .readTree("{\"class\":\"Topk\",\"kwargs\":{\"topk\":50,\"hold\":true,\"none\":null,"
                        + "\"text\":\"a\\\"b\\\\c\\n中\"}}");
        return new LoopCode(
                new LoopKey(taskRunId, loopId),
                Instant.EPOCH.plusSeconds(loopId),
                factors,
                List.of(),
                Set.of(),
                strategy);
    }

    private static Path generated(Path root) {
        return root.resolve(root.getFileName().toString().replace('-', '_')).resolve("generated.py");
    }

    private String python(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(home.resolve("check.py"), Python.path(factors, strategies) + script);
        return Python.run(home, file.toString());
    }
}
