package dev.loopline.catalog.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.file.FolderLock;
import dev.loopline.contracts.testing.JavaProgram;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** This process has the lock; another instance, a Java process of its own, waits for it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InstanceLockTest {

    @TempDir
    Path folder;

    private FolderLock lock;
    private Process waiting;
    private BufferedReader output;

    @BeforeEach
    void startASecondInstance() throws IOException {
        lock = InstanceLock.acquire(folder);
        waiting = new ProcessBuilder(JavaProgram.command(
                        List.of("-Dorg.jboss.logging.provider=jdk"), InstanceLockTest.class, folder.toString()))
                .redirectErrorStream(true)
                .start();
        output = waiting.inputReader(UTF_8);
        awaitLine("waiting until it ends. owner=process "
                + ProcessHandle.current().pid());
    }

    @AfterEach
    void stop() throws InterruptedException {
        waiting.destroyForcibly().waitFor();
        lock.close();
    }

    @Test
    void takesOverWhenTheOtherInstanceEnds() throws IOException {
        // When
        lock.close();

        // Then
        awaitLine("has the lock");
    }

    @Test
    void refusesToStartWhenItIsStoppedWhileItWaits() throws IOException {
        // When
        waiting.toHandle().destroy();

        // Then
        awaitLine("refused: stopped while another instance was working");
    }

    private void awaitLine(String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(wanted)) {
                return;
            }
        }
        assertThat(seen.toString()).contains(wanted);
    }

    /** The second instance. Like Quarkus it ends only when its start has come to an end. */
    public static void main(String[] arguments) throws IOException {
        Thread start = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> join(start)));
        try (FolderLock lock = InstanceLock.acquire(Path.of(arguments[0]))) {
            System.out.println("has the lock " + lock);
        } catch (StartupRefusedException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
