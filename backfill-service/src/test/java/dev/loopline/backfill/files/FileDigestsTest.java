package dev.loopline.backfill.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.note.Notes;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file that was begun ahead is measured as one that was not. */
class FileDigestsTest {

    private static final Instant WRITTEN = Instant.parse("2026-01-05T08:00:00Z");
    private static final int SIZE = 300_000;

    @TempDir
    Path folder;

    private final Notes notes = new Notes();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = write(1, WRITTEN);
    }

    @Test
    void takesWhatWasReadAheadIfTheFileLooksTheSame() throws IOException {
        try (FileDigests digests = new FileDigests(notes, Runnable::run)) {
            // Given
            digests.begin(file);

            // When: other bytes behind the same size, time and file
            write(2, WRITTEN);

            // Then
            assertThat(measured(digests)).contains(expected(1, WRITTEN));
            assertThat(measured(digests)).as("asked again").contains(expected(2, WRITTEN));
        }
    }

    @Test
    void readsAgainWhatChangedSince() throws IOException {
        Instant later = WRITTEN.plusMillis(1);
        try (FileDigests digests = new FileDigests(notes, Runnable::run)) {
            // Given
            digests.begin(file);

            // When
            write(2, later);

            // Then
            assertThat(measured(digests)).contains(expected(2, later));
        }
    }

    @Test
    void readsItselfWhatNobodyHasComeToYet() throws IOException {
        try (FileDigests digests = new FileDigests(notes, task -> {})) {
            // When
            digests.begin(file);

            // Then
            assertThat(measured(digests)).contains(expected(1, WRITTEN));
        }
    }

    @Test
    void notesThatAFileVanishedAfterItWasBegun() throws IOException {
        try (FileDigests digests = new FileDigests(notes, Runnable::run)) {
            // Given
            digests.begin(file);

            // When
            Files.delete(file);

            // Then
            assertThat(measured(digests)).isEmpty();
            assertThat(notes.list()).extracting(Note::code).containsExactly("FILE_VANISHED");
        }
    }

    @Test
    void notesThatAFileVanishedBeforeItWasRead() throws IOException {
        try (FileDigests digests = new FileDigests(notes, Runnable::run)) {
            // Given
            Files.delete(file);

            // When
            digests.begin(file);

            // Then
            assertThat(measured(digests)).isEmpty();
            assertThat(notes.list()).extracting(Note::code).containsExactly("FILE_VANISHED");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void neverOpensANamedPipe() throws Exception {
        try (FileDigests digests = new FileDigests(notes, Runnable::run)) {
            // Given
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();

            // When
            digests.begin(file);

            // Then
            assertThat(measured(digests)).isEmpty();
        }
    }

    @Test
    void givesUpWhatIsNotNeededAnyMore() throws IOException {
        // Given
        List<Runnable> tasks = new ArrayList<>();
        try (FileDigests digests = new FileDigests(notes, tasks::add)) {
            digests.begin(file);
        }

        // Then
        assertThat(tasks)
                .singleElement()
                .satisfies(task -> assertThat(((Future<?>) task).isCancelled()).isTrue());
    }

    private Path write(int content, Instant modified) throws IOException {
        Path written = Files.write(folder.resolve("model.pkl"), content(content));
        Files.setLastModifiedTime(written, FileTime.from(modified));
        return written;
    }

    private Optional<LoopFile> measured(FileDigests digests) throws IOException {
        return digests.measure("w", "model.pkl", file, LoopFile.Kind.WEIGHT);
    }

    private static LoopFile expected(int content, Instant modified) {
        return new LoopFile("w", "model.pkl", SIZE, Sha256.of(content(content)), modified, LoopFile.Kind.WEIGHT);
    }

    private static byte[] content(int value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
