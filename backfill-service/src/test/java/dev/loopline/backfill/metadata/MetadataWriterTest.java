package dev.loopline.backfill.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FileChangingException;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataWriterTest {

    private static final String NAME = "feedback.json";
    private static final ObjectNode OURS = JsonNodeFactory.instance.objectNode().put("decision", true);

    @TempDir
    Path root;

    private Path file;
    private final Notes notes = new Notes();

    @BeforeEach
    void name() {
        file = root.resolve(NAME);
    }

    private WorkspaceFolder open() throws IOException {
        return WorkspaceFolder.open("ws", root, 100, notes);
    }

    private void write(String content, Duration age) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void replacesAFileThatHoldsWhatWasReadOfIt() throws IOException {
        // Given
        write("[1]", Duration.ofHours(1));
        WorkspaceFolder workspace = open();
        ExistingFile before = ExistingFile.read(workspace, NAME, "", false, notes);
        // When
        MetadataWriter.write(workspace, NAME, OURS, before, notes);
        // Then
        assertThat(file).hasContent("{\n  \"decision\": true\n}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"decision\": false}"})
    void keepsAFileThatChangedAfterItWasRead(String content) throws IOException {
        // Given
        write(content, Duration.ofHours(1));
        WorkspaceFolder workspace = open();
        ExistingFile before = ExistingFile.read(workspace, NAME, "", true, notes);
        write("{\"decision\": null}", Duration.ZERO);
        // When
        assertThatThrownBy(() -> MetadataWriter.write(workspace, NAME, OURS, before, notes))
                // Then
                .isInstanceOf(FileChangingException.class)
                .hasMessageContaining("ws/feedback.json");
        assertThat(file).hasContent("{\"decision\": null}");
    }

    @Test
    void keepsAFileThatCameAfterTheFolderWasListed() throws IOException {
        // Given
        WorkspaceFolder workspace = open();
        ExistingFile before = ExistingFile.read(workspace, NAME, "", false, notes);
        write("{\"decision\": null}", Duration.ZERO);
        // When
        MetadataWriter.write(workspace, NAME, OURS, before, notes);
        // Then
        assertThat(file).hasContent("{\"decision\": null}");
        assertThat(notes.list()).extracting(note -> note.code()).containsExactly("METADATA_NOT_WRITTEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"decision\": tr", "[1", "{\"hypothesis\": \"x\""})
    void waitsForTheWriterOfAHalfWrittenFile(String content) throws IOException {
        // Given
        write(content, Duration.ZERO);
        WorkspaceFolder workspace = open();
        // When
        assertThatThrownBy(() -> ExistingFile.read(workspace, NAME, "", false, notes))
                // Then
                .isInstanceOf(FileChangingException.class)
                .hasMessageContaining("ws/feedback.json");
    }

    @Test
    void readsABrokenFileThatIsQuiet() throws IOException {
        // Given
        write("{\"hypothesis\": \"x\", \"decision", Duration.ofSeconds(4));
        // When
        ExistingFile read = ExistingFile.read(open(), NAME, "", false, notes);
        // Then
        assertThat(read.content().path("hypothesis").asText()).isEqualTo("x");
    }

    @Test
    void leavesAFileAloneThatMayNotBeReplaced() throws IOException, InterruptedException {
        // Given: not even root may; the attribute exists on some file systems of Linux only
        write("[1]", Duration.ofHours(1));
        WorkspaceFolder workspace = open();
        ExistingFile before = ExistingFile.read(workspace, NAME, "", false, notes);
        assumeTrue(setImmutable("+i"), "chattr +i works here");
        try {
            // When
            MetadataWriter.write(workspace, NAME, OURS, before, notes);
        } finally {
            setImmutable("-i");
        }
        // Then
        assertThat(file).hasContent("[1]");
        assertThat(notes.list()).extracting(note -> note.code()).contains("METADATA_NOT_WRITTEN");
        assertThat(root).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
    }

    private boolean setImmutable(String flag) throws InterruptedException {
        try {
            return new ProcessBuilder("chattr", flag, file.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
