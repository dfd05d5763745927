package dev.loopline.samples.runs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.pickle.PickleWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunHomeTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String ENVELOPE = "RDAGENT_SIGNED_PICKLE_V1\n";

    @TempDir
    Path temp;

    @Test
    void writesTheSameBytesAgainWhenTheSeedIsTheSame() throws IOException {
        // Given
        Path home = temp.resolve("home");
        RunHome first = RunHome.write(home, 7, NOW, Structure.sharable());
        Map<String, String> before = digests(home);
        Files.move(home, temp.resolve("away"));

        // When
        RunHome second = RunHome.write(home, 7, NOW, Structure.sharable());

        // Then
        assertThat(digests(home)).isEqualTo(before).isNotEmpty();
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Structure.class)
    void writesTheLoopsThatItCounts(Structure structure) {
        // When
        RunHome home = RunHome.write(temp.resolve("home"), 1, NOW, List.of(structure));

        // Then
        assertThat(home.loops()).hasSize(structure.loops()).allSatisfy(loop -> {
            assertThat(temp.resolve("home").resolve(loop.workspace())).isDirectory();
            assertThat(temp.resolve("home").resolve(loop.log()).resolve("__session__/" + loop.loopId()))
                    .isDirectory();
        });
        assertThat(home.loops().isEmpty() && home.named().isEmpty()).isFalse();
    }

    @Test
    void writesPicklesThatReadFromTheFirstByteToTheLast() throws IOException {
        // When
        Path home = temp.resolve("home");
        RunHome written = RunHome.write(home, 1, NOW, Structure.sharable());

        // Then
        String cut = written.of(Structure.HALF_WRITTEN).get(1).log() + "/__session__/1/4_record";
        List<Path> pickles = pickles(home);
        assertThat(pickles).hasSizeGreaterThan(500);
        for (Path pickle : pickles) {
            if (!pickle.equals(home.resolve(cut))) {
                assertThat(PickleWalk.texts(payload(pickle)))
                        .as(pickle.toString())
                        .isNotNull();
            }
        }
        assertThat(home.resolve(RunHome.TRACE_OF_HOSTILE)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Generation.class)
    void endsALoopWithTheLastFileOfItsGeneration(Generation generation) throws IOException {
        // Given
        HomeFiles files = new HomeFiles(temp, NOW);
        for (RunKind kind : RunKind.values()) {
            RunWriter run = new RunWriter(files, RunSettings.of(generation, kind, "log/" + kind, 4_000));

            // When
            RunLoop loop = run.loop(LoopScript.factors(0, List.of(RunFactor.any(Made.random("x"), 1))));

            // Then
            assertThat(loop.figures()).isNotEmpty();
            List<String> states = byTime(temp.resolve("log/" + kind + "/__session__/0"));
            assertThat(states).hasSameSizeAs(generation.steps(kind)).last().isEqualTo(generation.lastFile(kind));
        }
    }

    @Test
    void writesInTheOrderOfRdAgent() throws IOException {
        // When
        RunHome written = RunHome.write(temp, 1, NOW, List.of(Structure.MAIN_FACTORS));

        // Then
        ExpectedLoop loop = written.loops().get(1);
        List<String> names = new ArrayList<>();
        for (Path file : regularFiles(temp).stream()
                .sorted(Comparator.comparing(RunHomeTest::modified))
                .toList()) {
            names.add(temp.relativize(file).toString().replaceAll("/\\d+/[-_0-9]+\\.pkl$", ""));
        }
        String step = loop.log() + "/Loop_1/";
        String state = loop.log() + "/__session__/1/";
        assertThat(names)
                .containsSubsequence(
                        step + "direct_exp_gen/hypothesis generation",
                        loop.workspace() + "/conf_baseline.yaml",
                        step + "direct_exp_gen/experiment generation",
                        step + "direct_exp_gen/time_info",
                        state + "0_direct_exp_gen",
                        step + "coding/coder result",
                        state + "1_coding",
                        loop.workspace() + "/combined_factors_df.parquet",
                        loop.workspace() + "/" + loop.weight().orElseThrow().member(),
                        loop.workspace() + "/qlib_res.csv",
                        loop.workspace() + "/ret.pkl",
                        step + "running/runner result",
                        state + "2_running",
                        step + "feedback/feedback",
                        state + "3_feedback",
                        step + "record/time_info",
                        state + "4_record");
    }

    @Test
    void tellsTheDigestsOfTheWeightsThatLieThere() throws IOException {
        // When
        RunHome written = RunHome.write(temp, 1, NOW, Structure.sharable());

        // Then
        List<ExpectedLoop> weighted = written.loops().stream()
                .filter(loop -> loop.weight().isPresent())
                .toList();
        assertThat(weighted).hasSizeGreaterThan(10);
        for (ExpectedLoop loop : weighted) {
            Weight weight = loop.weight().orElseThrow();
            byte[] bytes = Files.readAllBytes(temp.resolve(loop.workspace()).resolve(weight.member()));
            assertThat(Made.sha256(bytes)).as(loop.toString()).isEqualTo(weight.sha256());
        }
    }

    @Test
    void givesEveryFactorANameOfItsOwn() {
        // When
        RunHome written = RunHome.write(temp, 1, NOW, RunHome.mixture(120));

        // Then
        List<String> names = written.loops().stream()
                .flatMap(loop -> loop.factors().stream())
                .map(RunFactor::name)
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(written.carried().stream()
                        .flatMap(loop -> loop.factors().stream().map(RunFactor::name)))
                .doesNotContainAnyElementsOf(written.noFactors());
    }

    @Test
    void spreadsLoopsOverAllStructuresThatCanShareAHome() {
        // When
        List<Structure> mixture = RunHome.mixture(230);

        // Then
        assertThat(mixture).containsAll(Structure.sharable()).noneMatch(Structure::alone);
        assertThat(mixture.stream().mapToInt(Structure::loops).sum()).isEqualTo(230);
    }

    @Test
    void savesTheFailingStepOnlyWhereTheGenerationDoes() throws IOException {
        // Given
        RunHome now = RunHome.write(temp.resolve("now"), 1, NOW, List.of(Structure.SKIPPED));

        // When
        RunHome earlier = RunHome.write(temp.resolve("earlier"), 1, NOW, List.of(Structure.SKIPPED_0_4));

        // Then
        assertThat(byTime(temp.resolve("now").resolve(now.loops().get(0).log()).resolve("__session__/0")))
                .containsExactly("0_direct_exp_gen", "1_coding", "3_feedback", "4_record");
        assertThat(byTime(temp.resolve("earlier")
                        .resolve(earlier.loops().get(0).log())
                        .resolve("__session__/0")))
                .containsExactly("0_direct_exp_gen", "3_feedback");
    }

    @Test
    void signsEveryPickleOfTheSignedGeneration() throws IOException {
        // When
        RunHome written = RunHome.write(temp, 1, NOW, List.of(Structure.SIGNED_FACTORS));

        // Then
        Path log = temp.resolve(written.loops().get(0).log());
        for (Path pickle : pickles(log)) {
            assertThat(Arrays.copyOf(Files.readAllBytes(pickle), ENVELOPE.length()))
                    .asString()
                    .isEqualTo(ENVELOPE);
        }
        assertThat(temp.resolve(written.loops().get(0).workspace() + "/ret.parquet"))
                .exists();
    }

    private static List<String> byTime(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparing(RunHomeTest::modified))
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> regularFiles(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(file -> !Files.isSymbolicLink(file) && Files.isRegularFile(file))
                    .toList();
        }
    }

    /** Of traces, sessions and results; weights are not looked into. */
    private static List<Path> pickles(Path root) throws IOException {
        return regularFiles(root).stream()
                .filter(file -> file.toString().contains("/__session__/")
                        || file.toString().endsWith(".pkl") && !file.endsWith("params.pkl"))
                .toList();
    }

    private static byte[] payload(Path pickle) throws IOException {
        byte[] bytes = Files.readAllBytes(pickle);
        boolean signed = new String(bytes, 0, 1, ISO_8859_1).equals("R");
        return signed ? Arrays.copyOfRange(bytes, ENVELOPE.length() + 32, bytes.length) : bytes;
    }

    private static Map<String, String> digests(Path root) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : regularFiles(root)) {
            digests.put(root.relativize(file).toString(), Made.sha256(Files.readAllBytes(file)));
        }
        return digests;
    }
}
