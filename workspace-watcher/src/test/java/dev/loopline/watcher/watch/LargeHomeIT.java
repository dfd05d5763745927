package dev.loopline.watcher.watch;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link WholeHomesTest}, with a history of years. */
class LargeHomeIT {

    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void registersEveryFinishedLoopOfFiveThousandOnceAndTheSecondTimeNothing() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .seedsLayoutLoops(2000)
                .registryLoops(2000)
                .sessionLoops(1000)
                .runningLoops(6)
                .failedLoops(6)
                .crashedLoops(3)
                .modelBytes(64)
                .write();

        // When, Then
        WholeHomesTest.assertRegisteredOnce(home, folder);
    }
}
