package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.kit.testing.DebuggedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bundlers leave behind that are killed, and do that stand still, at each of their file operations. */
class CrashTest {

    @TempDir
    Path home;

    @TempDir
    Path files;

    private LoopBackfilled older;
    private LoopBackfilled newer;
    private Path event;

    @BeforeEach
    void twoRevisions() throws IOException {
        Assumptions.assumeTrue(DebuggedProgram.isSupported());
        LoopFixture fixture = new LoopFixture(home, "run", 1).file("factor.py", Kind.CODE, "old");
        older = fixture.event();
        newer = fixture.file("model.pkl", Kind.WEIGHT, LoopFixture.noise(2_500_000))
                .revision(2)
                .event();
        event = Files.write(files.resolve("event.json"), Json.mapper().writeValueAsBytes(newer));
    }

    @Test
    void nothingHalfIsVisibleWhereverABundlerIsKilledAndTheNextOneFinishes() throws Exception {
        // Given
        Sha256 oldDigest = pack(files.resolve("expected"), older).sha256();
        Bundle expected = pack(files.resolve("expected"), newer);
        Path folder = files.resolve("run");
        pack(folder, older);
        Path copies = Files.createDirectory(files.resolve("copies"));

        // When
        List<String> operations;
        try (DebuggedProgram program =
                DebuggedProgram.start(PackProgram.class, home.toString(), folder.toString(), event.toString())) {
            operations = program.snapshots(folder, copies);
        }

        // Then
        for (int i = 0; i < operations.size(); i++) {
            Path left = copies.resolve(Integer.toString(i));
            byte[] visible = Files.readAllBytes(left.resolve(expected.fileName()));
            assertThat(Sha256.of(visible)).isIn(oldDigest, expected.sha256());
            assertThat(pack(left, newer)).isEqualTo(expected);
            assertThat(Sha256.of(Files.readAllBytes(left.resolve(expected.fileName()))))
                    .isEqualTo(expected.sha256());
            assertThat(temporaryFiles(left)).isEmpty();
        }
        // Then: each of the steps that matter was among them
        assertThat(operations)
                .contains(
                        "UnixFileSystemProvider.newByteChannel",
                        "FileChannelImpl.write",
                        "FileChannelImpl.force",
                        "UnixFileSystemProvider.move");
        // Then: the archive was on disk before it got its name, by a rename, and the name before anybody hears of it
        assertThat(operations)
                .filteredOn(one -> one.matches(".*[.](force|move|copy)"))
                .containsExactly(
                        "FileChannelImpl.force",
                        "UnixFileSystemProvider.move",
                        "UnixFileSystemProvider.move",
                        "FileChannelImpl.force");
    }

    @Test
    void aBundlerThatFreezesAndComesBackLateDoesNoHarm() throws Exception {
        // Given: the newest revision, packed by another bundler while the first stands still
        LoopBackfilled newest = new LoopFixture(home, "run", 1)
                .file("factor.py", Kind.CODE, "newest")
                .revision(3)
                .event();
        Path folder = files.resolve("shared");
        try (DebuggedProgram frozen =
                DebuggedProgram.start(PackProgram.class, home.toString(), folder.toString(), event.toString())) {
            Optional<String> at = frozen.runTo("FileChannelImpl.force");

            // When
            Bundle bundle = pack(folder, newest);
            frozen.goOn();

            // Then
            assertThat(at).contains("FileChannelImpl.force");
            assertThat(Sha256.of(Files.readAllBytes(folder.resolve(bundle.fileName()))))
                    .isEqualTo(bundle.sha256());
            assertThat(revision(folder)).isEqualTo(3);
            assertThat(temporaryFiles(folder)).isEmpty();
        }
    }

    @Test
    void aBundlerThatFreezesInTheMiddleOfARenameOnlyDelaysOthers() throws Exception {
        // Given
        LoopBackfilled newest = new LoopFixture(home, "run", 1)
                .file("factor.py", Kind.CODE, "newest")
                .revision(3)
                .event();
        Path folder = files.resolve("shared");
        try (FolderStore store = new FolderStore(folder);
                DebuggedProgram frozen = DebuggedProgram.start(
                        PackProgram.class, home.toString(), folder.toString(), event.toString())) {
            frozen.runTo("UnixFileSystemProvider.move");

            // When: the other one comes as far as it can before the frozen one goes on
            CompletableFuture<Bundle> other = CompletableFuture.supplyAsync(() -> packUnchecked(store, newest));
            await().until(() -> other.isDone() || isSomeThreadWaitingForAFileLock());
            frozen.goOn();

            // Then
            Bundle bundle = other.get(30, TimeUnit.SECONDS);
            assertThat(Sha256.of(Files.readAllBytes(folder.resolve(bundle.fileName()))))
                    .isEqualTo(bundle.sha256());
            assertThat(revision(folder)).isEqualTo(3);
        }
    }

    private static boolean isSomeThreadWaitingForAFileLock() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().equals("sun.nio.ch.FileChannelImpl")
                        && frame.getMethodName().equals("lock"));
    }

    private Bundle packUnchecked(FolderStore store, LoopBackfilled loop) {
        try {
            return pack(store, loop);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Bundle pack(Path folder, LoopBackfilled loop) throws IOException {
        try (FolderStore store = new FolderStore(folder)) {
            return pack(store, loop);
        }
    }

    private Bundle pack(FolderStore store, LoopBackfilled loop) throws IOException {
        PackOutcome outcome = new LoopPacker(home, store).packAll(List.of(loop)).get(loop.key());
        return outcome.match(bundle -> bundle, other -> {
            throw new AssertionError(other);
        });
    }

    private long revision(Path folder) throws IOException {
        try (FolderStore store = new FolderStore(folder)) {
            return store.entry(BundleId.of(newer.key())).orElseThrow().revision();
        }
    }

    private static List<Path> temporaryFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }
}
