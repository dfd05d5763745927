package dev.loopline.kit.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the files of a run, the reader answers, in time, and with what is whole. */
class HostileRunTest {

    private static final String LOOP = "crdagent.app.qlib_rd_loop.factor\nFactorRDLoop\n)\u0081}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "0.4", "0.8", "signed"})
    void answersWhateverIsDamaged(String name) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        SplittableRandom random = new SplittableRandom(11);

        // When / Then
        for (int i = 0; i < 30; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            for (int hit = 0; hit < 3; hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            FileTime time = Files.getLastModifiedTime(file);
            Files.write(file, damaged);
            Files.setLastModifiedTime(file, time);
            for (int loop = 0; loop < 4; loop++) {
                assertThat(run.reader().end(loop).reason()).isNotBlank();
                assertThat(run.reader().read(loop).loopId()).isEqualTo(loop);
            }
            assertThat(run.reader().generation()).isNotNull();
            assertThat(run.reader().scenario().name()).isNotBlank();
            Files.write(file, whole);
            Files.setLastModifiedTime(file, time);
        }
    }

    @Test
    void survivesStatesThatContainThemselves() throws Exception {
        // Given: the history holds itself, the outputs hold themselves, and the experiment builds on itself.
        String experiment = "crdagent.core\nFactorExperiment\n)\u0081q\u0001}" + entry("sub_tasks", "]q\u0002h\u0002a")
                + entry("based_experiments", "(h\u0001l") + "b";
        String out = "}q\u0003" + key("direct_exp_gen") + experiment + "s" + key("feedback") + "h\u0003s";
        write(
                "0/3_feedback",
                LOOP + "q\u0000"
                        + entry("step_idx", "}K\u0000K\u0004s")
                        + entry("loop_prev_out", "}K\u0000" + out + "s")
                        + entry("loop_trace", "}K\u0000]q\u0004h\u0004as")
                        + entry(
                                "trace",
                                "crdagent.core\nTrace\n)\u0081}"
                                        + entry("hist", "]q\u0005h\u0005ah\u0005h\u0005\u0086a") + "b")
                        + "b.");
        RunReader reader = reader();

        // When
        LoopEnd end = reader.end(0);
        SessionLoop loop = reader.read(0);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.Open.class);
        assertThat(requireNonNull(loop.experiment()).ran()).isFalse();
        assertThat(reader.newestState().orElseThrow().spans().get(0)).isEmpty();
    }

    @Test
    void spendsNoTimeOnPartsThatAreNamedAgainAndAgain() throws Exception {
        // Given: twenty thousand entries of one experiment whose folder has a path of a thousand parts, and as many
        // tasks.
        String path = "cpathlib\nPosixPath\n(" + "X\u0004\0\0\0abcd".repeat(1_000) + "tR";
        String workspace = "crdagent.core\nQlibFBWorkspace\n)\u0081}" + entry("workspace_path", path) + "b";
        String experiment =
                "crdagent.core\nFactorExperiment\n)\u0081q\u0001}" + entry("experiment_workspace", workspace)
                        + entry("sub_tasks", "](" + "}".repeat(20_000) + "e")
                        + entry("based_experiments", "](" + "h\u0001".repeat(50_000) + "e")
                        + "b";
        String pair = "h\u0001N\u0086";
        write(
                "0/3_feedback",
                LOOP
                        + entry("step_idx", "}K\u0000K\u0003s")
                        + entry("loop_prev_out", "}K\u0000}" + key("direct_exp_gen") + experiment + "ss")
                        + entry(
                                "trace",
                                "crdagent.core\nTrace\n)\u0081}" + entry("hist", "](" + pair.repeat(50_000) + "e")
                                        + "b")
                        + "b.");

        // When / Then
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            assertThat(reader().end(0)).isInstanceOf(LoopEnd.Finished.class);
            assertThat(requireNonNull(reader().read(0).experiment()).acceptedFactors())
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RDAGENT_SIGNED_PICKLE_V1\nshort",
                "RDAGENT_SIGNED_PICKLE_V2\n",
                "N.",
                "cposix\nsystem\n(S'true'\ntR."
            })
    void refusesWhatIsNoStateAndSaysWhy(String content) throws Exception {
        // Given
        write("0/3_feedback", content);

        // When
        LoopEnd end = reader().end(0);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.Undecided.class);
        assertThat(end.reason()).contains("is not read: the pickle");
    }

    private RunReader reader() {
        return new RunReader(new RunPlaces(null, folder));
    }

    private void write(String name, String pickle) throws IOException {
        Path file = folder.resolve("__session__").resolve(name);
        Files.createDirectories(requireNonNull(file.getParent()));
        Files.write(file, pickle.getBytes(ISO_8859_1));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private static String key(String name) {
        return "X" + (char) name.length() + "\0\0\0" + name;
    }

    private static String entry(String name, String value) {
        return key(name) + value + "s";
    }
}
