package dev.loopline.kit.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImprintTest {

    private static final List<String> NAMES = List.of("archive", "content/a", "content/sub/b");

    @TempDir
    Path root;

    private Imprint before;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(root.resolve("content/sub"));
        for (String name : NAMES) {
            Files.writeString(root.resolve(name), "content of " + name);
        }
        before = Imprint.of(root, NAMES);
    }

    @Test
    void seesNoChangeWhereThereIsNone() throws IOException {
        // When
        Files.writeString(root.resolve("content/later.pyc"), "of a reader");

        // Then
        assertThat(now().includes(before)).isTrue();
    }

    @Test
    void seesAChangeOfSizeTimeOrIdentityAndALoss() throws IOException {
        // Given
        Path file = root.resolve("content/sub/b");
        FileTime time = Files.getLastModifiedTime(file);

        // When, Then: written in place with as many bytes
        Files.writeString(file, "CONTENT OF content/sub/b");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(now().includes(before)).isFalse();

        // When, Then: replaced by another file of the same size and time
        Path other = Files.writeString(root.resolve("other"), "CONTENT OF content/sub/b");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(now().includes(before)).isFalse();

        // When, Then: gone
        Files.delete(file);
        assertThat(now().includes(before)).isFalse();
        assertThatThrownBy(() -> Imprint.of(root, NAMES)).isInstanceOf(NoSuchFileException.class);
    }

    private Imprint now() throws IOException {
        return Imprint.ofAll(root, List.of(root.resolve("archive"), root.resolve("content"), root.resolve("none")));
    }
}
