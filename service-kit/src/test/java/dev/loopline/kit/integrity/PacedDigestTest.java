package dev.loopline.kit.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacedDigestTest {

    @TempDir
    Path folder;

    @Test
    void readsNoFasterThanAllowedOverAllFilesTogether() throws Exception {
        // Given
        Path one = file("one", 300_000);
        Path other = file("other", 100_000);
        PacedDigest digest = new PacedDigest(1_000_000);
        long begun = System.nanoTime();

        // When
        Sha256 ofOne = digest.of(one);
        Sha256 ofOther = digest.of(other);

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(ofOne).isEqualTo(Sha256.of(Files.readAllBytes(one)));
        assertThat(ofOther).isEqualTo(Sha256.of(Files.readAllBytes(other)));
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new PacedDigest(1_000_000).of(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> new PacedDigest(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }
}
