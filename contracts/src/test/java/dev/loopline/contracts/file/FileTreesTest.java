package dev.loopline.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {

    @TempDir
    Path folder;

    @Test
    void deletesAFolderWithAllThatIsInItAndFollowsNoLink() throws IOException {
        // Given
        Path tree = folder.resolve("tree");
        Path other = Files.createDirectory(folder.resolve("other"));
        Path kept = Files.writeString(other.resolve("file"), "kept");
        Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("file"), "deleted");
        Files.createSymbolicLink(tree.resolve("link"), other);
        Files.createSymbolicLink(tree.resolve("broken"), folder.resolve("missing"));

        // When
        FileTrees.delete(tree);
        FileTrees.delete(tree);

        // Then
        assertThat(tree).doesNotExist();
        assertThat(kept).hasContent("kept");
    }
}
