package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home of 230 loops of all layouts, as {@code write --layout mixed --loops 230} makes it, with RD-Agent's registry. */
class MixedHomeIT {

    @TempDir
    private Path folder;

    @Test
    void isVerifiedWithoutAFailedCheck() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder.resolve("home"))
                .seed(16)
                .seedsLayoutLoops(46)
                .registryLoops(46)
                .sessionLoops(23)
                .mixedLoops(115)
                .modelBytes(4096)
                .write();
        try (RunningHome running = RunningHome.start(home, folder.resolve("data"))) {
            // When
            running.settle();
            // Then
            Facts facts = Facts.of(running.endpoints());
            assertThat(home.runs().carried())
                    .allSatisfy(loop ->
                            assertThat(facts.loop(loop)).as(loop.toString()).isPresent());
            assertThat(running.verify()).isEmpty();
        }
    }
}
