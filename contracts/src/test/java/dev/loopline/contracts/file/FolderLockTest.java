package dev.loopline.contracts.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.testing.JavaProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads of this process, and programs that are Java processes of their own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FolderLockTest {

    private static final int ROUNDS = 100;

    @TempDir
    Path folder;

    private final List<Process> programs = new ArrayList<>();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("lock");
    }

    @AfterEach
    void stopPrograms() throws InterruptedException {
        for (Process program : programs) {
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void refusesASecondOwnerInThisProcessAndKeepsTheFirst() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        FolderLock first = FolderLock.tryTake(file).orElseThrow();

        // When, Then
        assertThat(FolderLock.tryTake(file)).isEmpty();
        assertThat(FolderLock.tryTake(link.resolve("lock"))).isEmpty();
        assertThatThrownBy(() -> FolderLock.take(file)).isInstanceOf(OverlappingFileLockException.class);
        assertThat(FolderLock.ownerOf(file))
                .isEqualTo("process " + ProcessHandle.current().pid());
        assertThat(answer(start("try")))
                .isEqualTo("process " + ProcessHandle.current().pid());

        // When
        first.close();

        // Then
        assertThat(answer(start("try"))).isEqualTo("taken");
    }

    @Test
    void isGivenBackOnceOnly() throws Exception {
        // Given
        FolderLock first = FolderLock.take(file);
        first.close();

        // When
        try (FolderLock second = FolderLock.take(file)) {
            first.close();

            // Then
            assertThat(second).isNotSameAs(first);
            assertThat(FolderLock.tryTake(file)).isEmpty();
        }
    }

    @Test
    void isFreeAgainWhenItsOwnerIsKilled() throws Exception {
        // Given
        Process owner = start("try");
        assertThat(answer(owner)).isEqualTo("taken");
        assertThat(FolderLock.tryTake(file)).isEmpty();
        assertThat(FolderLock.ownerOf(file)).isEqualTo("process " + owner.pid());
        CompletableFuture<FolderLock> waiting = CompletableFuture.supplyAsync(this::take);

        // When
        owner.destroyForcibly().waitFor();

        // Then
        waiting.get().close();
    }

    @Test
    void waitsForAnotherProcessUntilItIsInterrupted() throws Exception {
        // Given
        Process owner = start("try");
        assertThat(answer(owner)).isEqualTo("taken");

        // When, Then
        assertInterruptible(() -> FolderLock.take(file));
        assertInterruptible(() -> FolderLock.hold(file, () -> "never"));
        owner.destroyForcibly().waitFor();
        FolderLock.take(file).close();
    }

    @Test
    void waitsForAnotherThreadUntilItIsInterrupted() throws Exception {
        try (FolderLock owner = FolderLock.take(file)) {
            assertInterruptible(() -> FolderLock.hold(file, () -> "never"));
            assertThat(owner).isNotNull();
        }
        assertThat(FolderLock.<String>hold(file, () -> "held")).isEqualTo("held");
    }

    @Test
    void oneActionRunsAtATimeInAllThreadsAndProcesses() throws Exception {
        // Given
        Path number = Files.writeString(folder.resolve("number"), "0");
        List<Process> others = List.of(start("count"), start("count"));
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // When
        List<Future<?>> counting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            counting.add(threads.submit(() -> {
                count(file);
                return null;
            }));
        }
        for (Future<?> one : counting) {
            one.get();
        }
        for (Process other : others) {
            assertThat(other.waitFor()).isZero();
        }
        threads.shutdownNow();

        // Then
        assertThat(number).hasContent(Integer.toString(6 * ROUNDS));
    }

    @Test
    void isFreeAgainWhenTheActionFailed() throws Exception {
        // Given
        IOException failure = new IOException("no space");

        // When
        assertThatThrownBy(() -> FolderLock.hold(file, () -> {
                    throw failure;
                }))
                .isSameAs(failure);

        // Then
        FolderLock.tryTake(file).orElseThrow().close();
    }

    @Test
    void saysThatTheFolderIsMissing() {
        assertThatThrownBy(() -> FolderLock.tryTake(folder.resolve("missing").resolve("lock")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(FolderLock.ownerOf(folder.resolve("missing").resolve("lock")))
                .isEqualTo("an unknown process");
    }

    @Test
    void canBeTakenAfterItCouldNotBeOpened() throws Exception {
        // Given
        Files.createDirectory(file);
        assertThatThrownBy(() -> FolderLock.tryTake(file)).isInstanceOf(IOException.class);

        // When
        Files.delete(file);

        // Then
        FolderLock.tryTake(file).orElseThrow().close();
    }

    private FolderLock take() {
        try {
            return FolderLock.take(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertInterruptible(FolderLock.Action<?> waiting) throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                waiting.run();
                end.completeExceptionally(new AssertionError("It did not wait."));
            } catch (IOException e) {
                end.complete(e);
            }
        });
        thread.start();
        thread.interrupt();
        assertThat(end.get()).isInstanceOf(FileLockInterruptionException.class);
    }

    private Process start(String role) throws IOException {
        Process program = new ProcessBuilder(JavaProgram.command(
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), FolderLockTest.class, role, file.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        programs.add(program);
        return program;
    }

    private static String answer(Process program) throws IOException {
        BufferedReader output = program.inputReader(UTF_8);
        return output.readLine();
    }

    private static void count(Path file) throws IOException {
        Path number = file.resolveSibling("number");
        for (int i = 0; i < ROUNDS; i++) {
            FolderLock.hold(file, () -> {
                int before = Integer.parseInt(Files.readString(number));
                return Files.writeString(number, Integer.toString(before + 1));
            });
        }
    }

    /** A program that counts under the lock, or takes it, says so, and keeps it until its end. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        if (arguments[0].equals("count")) {
            count(file);
            return;
        }
        boolean isTaken = FolderLock.tryTake(file).isPresent();
        System.out.println(isTaken ? "taken" : FolderLock.ownerOf(file));
        System.in.readAllBytes();
    }
}
