package dev.loopline.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path target;
    private Path temporary;

    @BeforeEach
    void write() throws IOException {
        target = Files.writeString(folder.resolve("target"), "old and longer");
        temporary = folder.resolve(".target.tmp");
    }

    @Test
    void replacesTheWholeContentAlsoWhereATemporaryFileWasLeft() throws IOException {
        // Given
        Files.writeString(temporary, "half of something that was longer");

        // When
        AtomicFile.replaceDurably(target, temporary, NEW);

        // Then
        assertThat(target).hasBinaryContent(NEW);
        assertThat(temporary).doesNotExist();
    }

    @Test
    void doesNotFollowALinkInPlaceOfTheTemporaryFile() throws IOException {
        // Given
        Path other = Files.writeString(folder.resolve("other"), "not ours");
        Files.createSymbolicLink(temporary, other);

        // When / Then
        assertThatThrownBy(() -> AtomicFile.replace(target, temporary, NEW)).isInstanceOf(IOException.class);
        assertThat(other).hasContent("not ours");
        assertThat(target).hasContent("old and longer");
    }

    @Test
    void leavesNothingBehindWhenTheTargetCannotBeReplaced() throws IOException {
        // Given
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("file"), "kept");

        // When / Then
        assertThatThrownBy(() -> AtomicFile.replace(full, temporary, NEW)).isInstanceOf(IOException.class);
        assertThat(full.resolve("file")).hasContent("kept");
        assertThat(temporary).doesNotExist();
    }
}
