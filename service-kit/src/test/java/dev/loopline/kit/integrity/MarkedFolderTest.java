package dev.loopline.kit.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkedFolderTest {

    private static final Sha256 ONE = Sha256.of(new byte[] {1});
    private static final Sha256 TWO = Sha256.of(new byte[] {2});

    @TempDir
    Path root;

    private MarkedFolder folder;

    @BeforeEach
    void open() {
        folder = new MarkedFolder(root.resolve("bundle"));
    }

    @Test
    void aNewerContentTakesTheFormersPlace() throws IOException {
        // Given
        folder.put(fresh("one"), ONE, root.resolve("aside"));

        // When
        boolean placed = folder.put(fresh("two"), TWO, root.resolve("aside"));

        // Then
        assertThat(placed).isTrue();
        assertThat(folder.content()).contains(TWO);
        assertThat(folder.place().resolve("two")).exists();
        assertThat(folder.place().resolve("one")).doesNotExist();
        assertThat(root.resolve("aside")).doesNotExist();
    }

    @Test
    void whatIsSomebodyElsesStays() throws IOException {
        // Given
        Files.createDirectory(folder.place());
        Files.writeString(folder.place().resolve("mine"), "mine");

        // When
        boolean placed = folder.put(fresh("one"), ONE, root.resolve("aside"));
        folder.remove(root.resolve("aside"));

        // Then
        assertThat(placed).isFalse();
        assertThat(folder.isTaken()).isTrue();
        assertThat(folder.content()).isEmpty();
        assertThat(folder.place().resolve("mine")).hasContent("mine");
    }

    @Test
    void aFolderWhoseMarkWasCutOffIsStillLooplines() throws IOException {
        // Given
        folder.put(fresh("one"), ONE, root.resolve("aside"));
        Files.writeString(folder.place().resolve(MarkedFolder.MARK), "");

        // When, Then
        assertThat(folder.content()).isEmpty();
        assertThat(folder.isTaken()).isFalse();
        folder.remove(root.resolve("aside"));
        assertThat(folder.place()).doesNotExist();
    }

    @Test
    void aLinkIsSomebodyElses() throws IOException {
        // Given
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve(MarkedFolder.MARK), ONE.hex());
        Files.createSymbolicLink(folder.place(), elsewhere);

        // When
        folder.remove(root.resolve("aside"));

        // Then
        assertThat(folder.isTaken()).isTrue();
        assertThat(elsewhere.resolve(MarkedFolder.MARK)).exists();
    }

    private Path fresh(String name) throws IOException {
        Path fresh = Files.createDirectory(root.resolve("fresh " + name));
        Files.writeString(fresh.resolve(name), name);
        return fresh;
    }
}
