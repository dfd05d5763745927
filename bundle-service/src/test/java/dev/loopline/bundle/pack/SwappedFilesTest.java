package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.loopline.bundle.Commands;
import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.select.BundleSelection;
import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another file stands in a file's place when the bundler, which looked at it a moment ago, opens it. */
@DisabledOnOs(OS.WINDOWS)
class SwappedFilesTest {

    private static final String SECRET = "password = 'the same length'\n";

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    private LoopFixture fixture;
    private Path workspace;
    private LoopFiles files;
    private final List<String> read = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        fixture = LoopFixture.typical(home, "run", 1);
        workspace = fixture.folder(fixture.primary());
        files = open();
    }

    @Test
    void opensNoLinkThatTookAFilesPlace() throws Exception {
        // Given
        SourceFile located = located("model.py");
        Path secret = Files.writeString(elsewhere.resolve("secret.py"), SECRET);

        // When
        Files.delete(workspace.resolve("model.py"));
        Files.createSymbolicLink(workspace.resolve("model.py"), secret);

        // Then
        assertThatThrownBy(() -> files.read(located, this::read)).isInstanceOf(RejectedLoopException.class);
        assertThat(read).isEmpty();
    }

    @Test
    void takesNothingFromAFolderThatBecameALink() throws Exception {
        // Given
        SourceFile located = located("model.py");
        Path other = Files.createDirectory(elsewhere.resolve("other"));
        FileTime written = Files.getLastModifiedTime(workspace.resolve("model.py"));
        Files.writeString(other.resolve("model.py"), "x".repeat((int) Files.size(workspace.resolve("model.py"))));
        Files.setLastModifiedTime(other.resolve("model.py"), written);

        // When
        Files.move(workspace, elsewhere.resolve("aside"));
        Files.createSymbolicLink(workspace, other);

        // Then
        assertThatThrownBy(() -> files.read(located, this::read)).isInstanceOf(SourceChangedException.class);
    }

    @Test
    void seesAnotherFileOfTheSameSizeAndTime() throws Exception {
        // Given
        Path file = workspace.resolve("model.py");
        FileTime written = Files.getLastModifiedTime(file);
        SourceFile located = located("model.py");
        Path other = Files.writeString(elsewhere.resolve("other.py"), "x".repeat((int) Files.size(file)));
        Files.setLastModifiedTime(other, written);

        // When
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        // Then
        assertThatThrownBy(() -> files.read(located, this::read)).isInstanceOf(SourceChangedException.class);
    }

    @Test
    void seesAFileThatChangesWhileItIsRead() throws Exception {
        // Given
        SourceFile located = located("model.py");

        // When, Then
        assertThatThrownBy(() -> files.read(located, content -> {
                    Sha256 digest = read(content);
                    Files.writeString(workspace.resolve("model.py"), "cut");
                    return digest;
                }))
                .isInstanceOf(SourceChangedException.class);
        assertThatThrownBy(() -> {
                    Files.delete(workspace.resolve("model.py"));
                    files.read(located, this::read);
                })
                .isInstanceOf(SourceChangedException.class);
    }

    /** Opening a pipe without a writer blocks until one comes. */
    @Test
    void opensNoPipe() throws Exception {
        // Given
        LoopBackfilled loop = fixture.event();
        Path pipe = workspace.resolve("model.py");
        Files.delete(pipe);
        assertThat(Commands.run(home, "mkfifo", pipe.toString()).exitCode()).isZero();

        // When
        try (FolderStore store = new FolderStore(home.resolve("production_bundles"))) {
            Map<?, PackOutcome> outcomes = assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> new LoopPacker(home, store).packAll(List.of(loop)));

            // Then
            assertThat(outcomes.get(loop.key()))
                    .isInstanceOfSatisfying(
                            PackOutcome.Packed.class,
                            packed -> assertThat(packed.bundle().manifest().skipped())
                                    .contains(new Skipped("model.py", "NOT_A_FILE")));
        }
    }

    private LoopFiles open() throws IOException, RejectedLoopException {
        LoopBackfilled loop = fixture.event();
        return new HomeFileSource(RootSettings.of(home)).open(loop, BundleSelection.of(loop));
    }

    private SourceFile located(String name) throws RejectedLoopException {
        Candidate candidate = BundleSelection.of(fixture.event()).candidates().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<SourceFile> found = new ArrayList<>();
        files.locate(candidate, found::add, (skipped, reason) -> {});
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Sha256 read(InputStream content) throws IOException {
        byte[] bytes = content.readAllBytes();
        read.add(new String(bytes, StandardCharsets.UTF_8));
        return Sha256.of(bytes);
    }
}
