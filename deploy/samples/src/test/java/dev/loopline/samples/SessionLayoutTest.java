package dev.loopline.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes of plain RD-Agent: session logs and nothing else. */
class SessionLayoutTest {

    @TempDir
    Path folder;

    @Test
    void writesSessionLogsAndNothingThatNamesALoopElsewhere() throws Exception {
        // When
        WrittenHome home = SampleHome.builder(folder)
                .sessionLoops(9)
                .runningLoops(1)
                .crashedLoops(1)
                .modelBytes(100)
                .registry(RegistryKind.NONE)
                .write();

        // Then
        assertThat(home.loops()).hasSize(11);
        assertThat(home.finished())
                .hasSize(9)
                .allSatisfy(loop -> assertThat(mark(loop)).isNotEmptyFile());
        assertThat(home.running())
                .singleElement()
                .satisfies(loop -> assertThat(mark(loop)).doesNotExist());
        assertThat(home.crashed())
                .singleElement()
                .satisfies(loop ->
                        assertThat(session(loop).resolve("abort_reason.json")).isNotEmptyFile());
        assertThat(names(home.home().workspaces()))
                .doesNotContain("workspace_meta.json", "feedback.json", "factor_meta.json");
        assertThat(home.home().registry()).doesNotExist();
    }

    @Test
    void writesPicklesThatHoldTheWorkspacesAsRecorded() throws Exception {
        // When
        WrittenLoop loop = SampleHome.builder(folder)
                .sessionLoops(1)
                .recordedRoot("/mnt/f/Dev/RD-Agent-main")
                .modelBytes(100)
                .registry(RegistryKind.NONE)
                .write()
                .loops()
                .get(0);

        // Then
        String pickle = read(session(loop).resolve("Loop_0/running/runner result"));
        assertThat(pickle)
                .startsWith("\u0080\u0004")
                .endsWith("b.")
                .contains("PosixPath", loop.experiment().workspaceId());
    }

    @Test
    void writesTheSameBytesForTheSameSeed() throws Exception {
        // When
        for (String name : List.of("one", "two")) {
            SampleHome.builder(folder.resolve(name))
                    .sessionLoops(5)
                    .recordedRoot("F:/x")
                    .modelBytes(100)
                    .registry(RegistryKind.NONE)
                    .write();
        }

        // Then
        assertThat(contents(folder.resolve("one"))).isEqualTo(contents(folder.resolve("two")));
    }

    @Test
    void playsALoopWhoseSessionEndsItEvenBesideARegistry() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(100).write();
        LiveRun run = LiveRun.builder(folder, Layout.SESSION, "2026-01-05_08-00-00-000001", 4)
                .modelBytes(100)
                .build();
        run.begin();
        while (run.grow()) {
            assertThat(mark(run.describe())).doesNotExist();
        }

        // When
        run.finish();

        // Then
        assertThat(mark(run.describe())).isNotEmptyFile();
        long before = count(session(run.describe()).resolve("Loop_4/feedback"));
        run.rerun();
        assertThat(count(session(run.describe()).resolve("Loop_4/feedback"))).isEqualTo(before + 1);
        run.withdraw();
        assertThat(session(run.describe()).resolve("Loop_4")).doesNotExist();
    }

    private Path session(WrittenLoop loop) {
        return folder.resolve("log").resolve(loop.taskRunId());
    }

    private Path mark(WrittenLoop loop) {
        return session(loop).resolve("__session__").resolve(loop.loopId() + "/3_feedback");
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }

    private static long count(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).count();
        }
    }

    private static String read(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            Path file = tree.filter(Files::isRegularFile).findFirst().orElseThrow();
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        }
    }

    private static List<String> contents(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            List<Path> files = tree.filter(Files::isRegularFile).sorted().toList();
            return files.stream()
                    .map(file -> root.relativize(file) + " " + hash(file))
                    .toList();
        }
    }

    private static int hash(Path file) {
        try {
            return java.util.Arrays.hashCode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
