package dev.loopline.bundle.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of bundles grows with every loop; what a loop costs must not (D-53). */
class ManyBundlesTest {

    private static final int FOLDERS = 200;
    private static final int FILES_EACH = 50;
    private static final int FINDS = 400;

    /** Finding a bundle by its name is so much cheaper than a walk over all of them that the machine's load decides nothing. */
    private static final int WALKS = FINDS / 10;

    @TempDir
    Path folder;

    @Test
    void findsABundleByItsNameHoweverManyThereAre() throws IOException {
        // Given
        for (int i = 0; i < FOLDERS; i++) {
            Path below = Files.createDirectories(folder.resolve("bundle_older_" + i));
            for (int j = 0; j < FILES_EACH; j++) {
                Files.createFile(below.resolve(j + ".bin"));
            }
            Files.writeString(folder.resolve(id(i).fileName()), "archive " + i);
        }
        try (FolderStore store = new FolderStore(folder)) {
            int walked = walk();
            long began = System.nanoTime();
            int again = walk();
            Duration oneWalk = Duration.ofNanos(System.nanoTime() - began);

            // When
            began = System.nanoTime();
            int found = 0;
            for (int i = 0; i < FINDS; i++) {
                found += store.find(id(i)).isPresent() ? 1 : 0;
                found += store.entry(id(i)).isPresent() ? 1 : 0;
            }
            Duration finds = Duration.ofNanos(System.nanoTime() - began);

            // Then
            assertThat(walked).isEqualTo(again).isGreaterThan(FOLDERS * FILES_EACH);
            assertThat(found).isEqualTo(FOLDERS);
            assertThat(finds).isLessThan(oneWalk.multipliedBy(WALKS));
        }
    }

    private static BundleId id(int number) {
        return BundleId.of(new LoopKey("run", number));
    }

    private int walk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return (int) files.count();
        }
    }
}
