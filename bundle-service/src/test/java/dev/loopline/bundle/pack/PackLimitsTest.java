package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.bundle.Commands;
import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.testing.JavaProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Little memory, a full disk, a thread that is told to stop: what happens at the edges. */
class PackLimitsTest {

    @TempDir
    Path home;

    @TempDir
    Path files;

    @Test
    void memoryDoesNotGrowWithTheSizeOfALoop() throws IOException, InterruptedException {
        // Given: half of it a hole, half of it dense, and a claim that turns out wrong
        LoopFixture fixture = new LoopFixture(home, "run", 1)
                .file("model.pkl", Kind.WEIGHT, LoopFixture.noise(64 << 20))
                .claim("ws_run_1", "model.pt", Kind.WEIGHT, new byte[1]);
        Path workspace = fixture.folder(fixture.primary());
        try (RandomAccessFile sparse =
                new RandomAccessFile(workspace.resolve("model.pt").toFile(), "rw")) {
            sparse.setLength(192L << 20);
        }

        // When
        Commands.Result result = Commands.run(home, program(fixture.event(), "-Xmx32m"));

        // Then
        assertThat(result.output()).contains("Packed");
        assertThat(result.exitCode()).isZero();
        assertThatTheArchiveHoldsWhatLiesIn(workspace);
    }

    /** As another program reads it, and nothing is held in memory. */
    private void assertThatTheArchiveHoldsWhatLiesIn(Path workspace) throws IOException, InterruptedException {
        for (String name : List.of("model.pkl", "model.pt")) {
            String compare =
                    "tar xzOf bundles/bundle_run_1.tar.gz " + name + " | cmp - '" + workspace.resolve(name) + "'";
            assertThat(Commands.run(files, "sh", "-c", compare)).as(name).isEqualTo(new Commands.Result(0, ""));
        }
    }

    @Test
    @Tag("slow")
    void tenSparseAndThreeDenseGigabytesArePackedInAQuarterOfAGigabyte() throws IOException, InterruptedException {
        // Given
        LoopFixture fixture = new LoopFixture(home, "run", 1)
                .claim("ws_run_1", "model.pkl", Kind.WEIGHT, new byte[1])
                .claim("ws_run_1", "model.pt", Kind.WEIGHT, new byte[1]);
        Path workspace = fixture.folder(fixture.primary());
        try (RandomAccessFile sparse =
                        new RandomAccessFile(workspace.resolve("model.pt").toFile(), "rw");
                OutputStream dense = Files.newOutputStream(workspace.resolve("model.pkl"))) {
            sparse.setLength(10L << 30);
            for (int i = 0; i < 3 * 64; i++) {
                dense.write(LoopFixture.noise(16 << 20));
            }
        }

        // When
        Commands.Result packed = Commands.run(home, program(fixture.event(), "-Xmx256m"));
        Commands.Result listed = Commands.run(files, "tar", "tzvf", "bundles/bundle_run_1.tar.gz");

        // Then
        assertThat(packed.output()).contains("Packed");
        assertThat(listed.exitCode()).isZero();
        assertThat(listed.output())
                .contains(String.valueOf(10L << 30), "model.pt")
                .contains(String.valueOf(3L << 30), "model.pkl");
        assertThatTheArchiveHoldsWhatLiesIn(workspace);
    }

    @Test
    void aDiskThatFailsWhileAFileIsReadGivesOnlyThatLoopUp() throws IOException, InterruptedException {
        // Given: no program has memory at the address 0, where this file is read
        Assumptions.assumeTrue(hasNamespaces());
        LoopFixture fixture = new LoopFixture(home, "run", 1)
                .file("factor.py", Kind.CODE, "x = 1")
                .file("model.pkl", Kind.WEIGHT, "weights");
        Path file = fixture.folder(fixture.primary()).resolve("model.pkl");
        String pack = String.join(" ", program(fixture.event(), "-Xmx64m"));
        String script = "mount --bind /proc/$$/mem '" + file + "' && " + pack;

        // When
        Commands.Result failing =
                Commands.run(home, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script);
        List<String> left = tree(files.resolve("bundles"));
        Commands.Result healthy = Commands.run(home, "sh", "-c", pack);

        // Then
        assertThat(failing.output()).contains("Rejected", "WORKSPACE_UNREADABLE", "model.pkl", "Input/output error");
        assertThat(left).noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".gz"));
        assertThat(healthy.output()).contains("Packed");
    }

    @Test
    void aFullDiskLeavesNothingBehindAndTheNextTrySucceeds() throws IOException, InterruptedException {
        // Given: a file system of 4 MiB, which only the program sees and which ends with it
        Assumptions.assumeTrue(hasNamespaces());
        LoopFixture fixture =
                new LoopFixture(home, "run", 1).file("model.pkl", Kind.WEIGHT, LoopFixture.noise(3 << 20));
        Path folder = Files.createDirectory(files.resolve("bundles"));
        String pack = String.join(" ", program(fixture.event(), "-Xmx64m"));
        String script = "mount -t tmpfs -o size=4m none " + folder + " && head -c 2000000 /dev/zero > " + folder
                + "/ballast && " + pack + " && find " + folder + " -name '*.tmp' -o -name '*.gz' && rm " + folder
                + "/ballast && " + pack + " && cd " + folder + " && gzip -t *.gz && ls";

        // When
        Commands.Result result =
                Commands.run(home, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script);

        // Then
        List<String> lines = result.output()
                .lines()
                .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("FAILED", folder.toString(), "No space left on device", "make room");
        assertThat(lines.get(1)).contains("Packed");
        assertThat(lines.get(2)).isEqualTo("bundle_run_1.tar.gz");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aFileThatMayNotGrowLeavesNothingBehind() throws IOException, InterruptedException {
        // Given
        Assumptions.assumeTrue(Commands.has("bash"));
        LoopFixture fixture =
                new LoopFixture(home, "run", 1).file("model.pkl", Kind.WEIGHT, LoopFixture.noise(24 << 20));
        String pack = String.join(" ", program(fixture.event(), "-Xmx64m", "-XX:-UsePerfData"));

        // When
        Commands.Result limited = Commands.run(home, "bash", "-c", "ulimit -f 1024; " + pack);
        List<String> left = tree(files.resolve("bundles"));
        Commands.Result unlimited = Commands.run(home, "bash", "-c", pack);

        // Then
        assertThat(limited.output()).contains("FAILED", "bundles", "too large");
        assertThat(left).noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".gz"));
        assertThat(unlimited.output()).contains("Packed");
    }

    @Test
    void aThreadThatIsToldToStopStopsInTheMiddleOfAHugeLoopAndLeavesNothing() throws Exception {
        // Given
        LoopFixture fixture = new LoopFixture(home, "run", 1).file("model.pkl", Kind.WEIGHT, new byte[1]);
        try (RandomAccessFile sparse = new RandomAccessFile(
                fixture.folder(fixture.primary()).resolve("model.pkl").toFile(), "rw")) {
            sparse.setLength(64L << 30);
        }
        LoopBackfilled loop = fixture.event(List.of(ofSize(fixture.files().get(0), 64L << 30)));
        try (FolderStore store = new FolderStore(files)) {
            LoopPacker packer = new LoopPacker(home, store);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = new Thread(() -> pack(packer, loop, failure));
            thread.start();
            await().until(() -> tree(files).stream().anyMatch(name -> name.endsWith(".tmp")));

            // When
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(20));

            // Then
            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(tree(files)).noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".gz"));
        }
    }

    @Test
    void hugeLoopsHoldUpNoSmallOnes() throws Exception {
        // Given: more of them than may be packed at once
        List<LoopBackfilled> huge = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            LoopFixture fixture = new LoopFixture(home, "huge", i).file("model.pkl", Kind.WEIGHT, new byte[1]);
            try (RandomAccessFile sparse = new RandomAccessFile(
                    fixture.folder(fixture.primary()).resolve("model.pkl").toFile(), "rw")) {
                sparse.setLength(64L << 30);
            }
            huge.add(fixture.event(List.of(ofSize(fixture.files().get(0), 64L << 30))));
        }
        try (FolderStore store = new FolderStore(files)) {
            LoopPacker packer = new LoopPacker(home, store);
            List<Thread> threads = huge.stream()
                    .map(loop -> new Thread(() -> pack(packer, loop, new AtomicReference<>())))
                    .toList();
            threads.forEach(Thread::start);
            await().until(() ->
                    tree(files).stream().filter(name -> name.endsWith(".tmp")).count() == 2);

            // When
            List<LoopBackfilled> small = Stream.iterate(0, i -> i + 1)
                    .limit(50)
                    .map(i -> LoopFixture.typical(home, "small", i).event())
                    .toList();
            var outcomes =
                    CompletableFuture.supplyAsync(() -> packAll(packer, small)).get(30, TimeUnit.SECONDS);

            // Then
            assertThat(outcomes).hasSize(50).allMatch(PackOutcome.Packed.class::isInstance);
            assertThat(threads).allMatch(Thread::isAlive);
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static List<PackOutcome> packAll(LoopPacker packer, List<LoopBackfilled> loops) {
        try {
            return List.copyOf(packer.packAll(loops).values());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void pack(LoopPacker packer, LoopBackfilled loop, AtomicReference<Throwable> failure) {
        try {
            packer.packAll(List.of(loop));
        } catch (IOException e) {
            failure.set(e);
        }
    }

    private static LoopFile ofSize(LoopFile file, long sizeBytes) {
        return new LoopFile(
                file.workspaceId(), file.path(), sizeBytes, Sha256.of(new byte[1]), file.modifiedAt(), file.kind());
    }

    private String[] program(LoopBackfilled loop, String... flags) throws IOException {
        Path event = Files.write(files.resolve("event.json"), Json.mapper().writeValueAsBytes(loop));
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("-XX:+UseSerialGC");
        return JavaProgram.command(
                        all,
                        PackProgram.class,
                        home.toString(),
                        files.resolve("bundles").toString(),
                        event.toString())
                .toArray(String[]::new);
    }

    private static boolean hasNamespaces() throws InterruptedException {
        try {
            return Commands.run(
                                    Path.of("."),
                                    "unshare",
                                    "--user",
                                    "--map-root-user",
                                    "--mount",
                                    "mount",
                                    "-t",
                                    "tmpfs",
                                    "none",
                                    "/mnt")
                            .exitCode()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> tree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(Path::toString).toList();
        } catch (java.io.UncheckedIOException e) {
            return List.of(); // a file went while the folder was read; whoever waits looks again
        }
    }
}
