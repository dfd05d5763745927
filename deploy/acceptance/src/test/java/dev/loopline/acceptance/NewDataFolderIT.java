package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.status.StageCounts;
import dev.loopline.cli.status.StageReader;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics, database and states are lost with the data folder, the home with its registry stays. */
class NewDataFolderIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int LOOPS = 20;

    @TempDir
    private Path folder;

    @Test
    void fillsAistockAgainByItselfAndSaysThatTheHistoryIsInOnlyThen() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder.resolve("home"))
                .registryLoops(LOOPS)
                .modelBytes(4096)
                .write();
        Path data = folder.resolve("data");
        try (RunningHome first = RunningHome.start(home, data)) {
            first.settle();
        }
        FileTrees.delete(data);

        // When
        try (RunningHome again = RunningHome.start(home, data)) {
            // What `up` goes by
            StageReader stages = new StageReader(RegistryFile.of(home.home().root()));
            StageCounts settled = await().atMost(LIMIT).until(stages::read, StageCounts::isSettled);

            // Then
            assertThat(again.aistock().count("aistock_loop_catalog"))
                    .isEqualTo(home.withResult().size())
                    .isEqualTo((int) settled.imported());
            assertThat(again.verify()).isEmpty();
        }
    }
}
