package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that hosts both servers is killed like {@code kill -9} does it; what it had acknowledged is kept. */
class KilledProgramIT {

    private static final int ACKNOWLEDGED = 50;

    @TempDir
    Path folder;

    private @Nullable Process program;

    /** A failed test must not leave processes behind. */
    @AfterEach
    void stopWhatIsLeft() throws Exception {
        if (program != null) {
            program.destroyForcibly().waitFor();
        }
        new PostgresProcess(folder.resolve("database").resolve("cluster")).stopIfRunning();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void keepsWhatWasAcknowledgedAndTakesOverFromTheOrphanedServer() throws Exception {
        // Given a program at work, whose folders nobody else can have
        program = startProgram();
        awaitLine(program, "ACK " + ACKNOWLEDGED);
        assertInUse(() -> BothServers.startBroker(folder), program);
        assertInUse(() -> BothServers.startDatabase(folder, binaries()), program);
        ProcessHandle orphan = postmaster();

        // When it is killed, and both are started again
        program.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();
        try (EmbeddedDatabase database = BothServers.startDatabase(folder, binaries());
                EmbeddedKafka kafka = BothServers.startBroker(folder);
                Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {

            // Then
            List<String> acknowledged = IntStream.rangeClosed(0, ACKNOWLEDGED)
                    .mapToObj(Integer::toString)
                    .toList();
            assertThat(Sql.column(connection, "SELECT id FROM survivors ORDER BY id"))
                    .containsAll(acknowledged);
            assertThat(KafkaClients.consume(kafka, BothServers.TOPIC, "reader", acknowledged))
                    .containsAll(acknowledged);
            assertThat(orphan.isAlive()).isFalse();
            KafkaClients.produce(kafka, BothServers.TOPIC, "still alive");
            Sql.run(connection, "INSERT INTO survivors VALUES (-1)");
        }
        assertThat(postgresIsRunning()).isFalse();
    }

    private Process startProgram() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BothServers.class.getName(),
                        folder.toString(),
                        binaries().toString())
                .redirectError(folder.resolve("program.err").toFile())
                .start();
    }

    private Path binaries() {
        return folder.resolve("binaries");
    }

    private static void awaitLine(Process program, String wanted) throws IOException {
        BufferedReader output = program.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new AssertionError("The program ended before it said: " + wanted);
    }

    private static void assertInUse(ThrowingCallable start, Process owner) {
        assertThatThrownBy(start)
                .isInstanceOfSatisfying(
                        EmbeddedServerException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_IN_USE))
                .hasMessageContaining("process " + owner.pid());
    }

    private ProcessHandle postmaster() throws IOException {
        String pid = Files.readAllLines(pidFile()).get(0).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private boolean postgresIsRunning() {
        return Files.exists(pidFile());
    }

    private Path pidFile() {
        return folder.resolve("database").resolve("cluster").resolve("postmaster.pid");
    }
}
