package dev.loopline.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.FakeService;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.testing.JavaProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} as people run it: a process of its own, ended by signals. */
class UpCommandIT {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path home;
    private Path data;
    private Path repository;
    private int offset;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        data = folder.resolve("data");
        repository = FakeService.repository(folder.resolve("repo"));
        offset = freeOffset();
    }

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void saysReadyAndStopsInAnOrderlyWayOnASignal() throws Exception {
        // Given
        Process up = up("first.txt");
        awaitReady(up, "first.txt");
        Endpoints endpoints =
                Endpoints.read(new DataFolder(data).endpointsFile()).orElseThrow();

        // When
        StringWriter status = new StringWriter();
        int code = Main.run(
                new String[] {"status", "--json", "--data", data.toString()},
                new PrintWriter(status, true),
                new PrintWriter(status, true));
        HttpRequest change = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (8085 + offset) + "/api/verify"))
                .DELETE()
                .build();
        HttpResponse<String> refusal = HttpClient.newHttpClient().send(change, HttpResponse.BodyHandlers.ofString());
        int hungUp = readAfterHalfARequest();
        up.destroy();

        // Then: without an importer the database lacks its tables, which counts as down
        assertThat(code).isEqualTo(1);
        assertThat(Json.mapper().readTree(status.toString()).path("services")).hasSize(5);
        assertThat(refusal.statusCode()).isEqualTo(405);
        assertThat(hungUp).isEqualTo(-1);
        assertThat(endpoints.aistockImporterUrl()).isEqualTo("http://127.0.0.1:" + (8000 + offset));
        assertThat(up.waitFor(120, SECONDS)).isTrue();
        assertThat(up.exitValue()).isZero();
        assertThat(output("first.txt"))
                .containsOnlyOnce("READY")
                .endsWith("Stopped.\n")
                .doesNotContain("\tat ");
        assertThat(new DataFolder(data).endpointsFile()).doesNotExist();
    }

    @Test
    void startsAgainAfterItWasKilled() throws Exception {
        // Given services and a database that outlived their program
        Process killed = up("killed.txt");
        awaitReady(killed, "killed.txt");
        List<ProcessHandle> orphans = killed.children().toList();
        killed.destroyForcibly().waitFor();
        assertThat(orphans).filteredOn(ProcessHandle::isAlive).hasSizeGreaterThanOrEqualTo(5);

        // When
        Process again = up("again.txt");
        awaitReady(again, "again.txt");

        // Then
        assertThat(output("again.txt")).contains("An earlier run left the workspace-watcher behind");
        assertThat(orphans).noneMatch(ProcessHandle::isAlive);
        again.destroy();
        assertThat(again.waitFor(120, SECONDS)).isTrue();
        assertThat(again.exitValue()).isZero();
    }

    /** What the verification sends to a client that does not finish its request: the end, and not after minutes. */
    private int readAfterHalfARequest() throws IOException {
        try (Socket slow = new Socket("127.0.0.1", 8085 + offset)) {
            slow.setSoTimeout(60_000);
            slow.getOutputStream().write("GET /api/verify HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            return slow.getInputStream().read();
        }
    }

    private Process up(String output) throws IOException {
        Process process = new ProcessBuilder(JavaProgram.command(
                        List.of(
                                "-Xmx320m",
                                "-XX:TieredStopAtLevel=1",
                                "-D" + InstallationFolder.PROPERTY + "=" + repository),
                        Main.class,
                        "up",
                        "--rdagent-home",
                        home.toString(),
                        "--data",
                        data.toString(),
                        "--port-offset",
                        Integer.toString(offset)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
        started.add(process);
        return process;
    }

    private void awaitReady(Process up, String output) {
        await().atMost(180, SECONDS).until(() -> {
            assertThat(up.isAlive()).as(output(output)).isTrue();
            return output(output).contains("READY\n");
        });
    }

    private String output(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static int freeOffset() {
        // Below the ports that the system gives out by itself to whoever connects.
        return IntStream.iterate(1_000, offset -> offset < 13_000, offset -> offset + 37)
                .filter(offset -> IntStream.of(8000, 8081, 8082, 8083, 8084, 8085, 19092, 15432)
                        .allMatch(port -> isFree(port + offset)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
