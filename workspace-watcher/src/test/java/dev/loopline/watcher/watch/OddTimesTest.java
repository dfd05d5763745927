package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.Watching;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose times are wrong, and rows that come before the files. */
class OddTimesTest {

    private static final int MODEL_BYTES = 2048;
    private static final LoopKey KEY = new LoopKey("20250107_001", 3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2099-12-31T23:59:59Z"})
    void carriesALoopWhateverItsFilesSayOfTheirTime(String time) throws Exception {
        // Given: a loop without registry whose files all have this time
        LiveRun run = LiveRun.builder(folder, Layout.SEEDS, KEY.taskRunId(), KEY.loopId())
                .registry(RegistryKind.NONE)
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        run.finish();
        FileTime odd = FileTime.from(Instant.parse(time));
        setTimes(odd);
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(KEY, 1);

            // When: more is written, and the time stays as it was
            Path figures = file("qlib_res.csv");
            Files.writeString(figures, "more,1\n", StandardOpenOption.APPEND);
            Files.setLastModifiedTime(figures, odd);

            // Then
            assertThat(watching.awaitPublished(KEY, 2).event().revision()).isEqualTo(2);
            watching.awaitScans(4);
            assertThat(watching.of(KEY)).hasSize(2);
        }
    }

    @Test
    void carriesTheRestOfALoopThatTheRegistryCalledFinishedTooEarly() throws Exception {
        // Given: the row says success before the files are written
        LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, KEY.taskRunId(), KEY.loopId())
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        OtherProgram.execute(
                folder.resolve("RDagentDB/registry.sqlite"),
                "UPDATE loops SET status = 'success', has_result = 1, ended_at_utc = '2026-01-05T08:00:00+00:00'");
        try (Watching watching = new Watching(folder)) {
            String early = watching.awaitPublished(KEY, 1).event().contentDigest();

            // When
            run.finish();

            // Then
            assertThat(watching.awaitPublished(KEY, 2).event().contentDigest()).isNotEqualTo(early);
        }
    }

    private void setTimes(FileTime time) throws Exception {
        for (Path file : files()) {
            Files.setLastModifiedTime(file, time);
        }
    }

    private Path file(String name) throws Exception {
        return files().stream().filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> walk = Files.walk(folder.resolve("log"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
