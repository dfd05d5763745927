package dev.loopline.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;

/** {@code loopline up} as a process of its own, so that it can be killed with everything that it runs. For one thread. */
final class UpProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final List<Integer> PORTS = List.of(8081, 8082, 8083, 8084, 8085, 8000, 19092, 15432);
    /** Offsets that keep every port out of the range from which the system takes ports for connections. */
    private static final int LOWEST_OFFSET = 1_000;

    private static final int HIGHEST_OFFSET = 12_000;

    private final Path home;
    private final DataFolder data;
    private final int portOffset;
    private Process process;

    private UpProcess(Path home, Path data, int portOffset) throws IOException {
        this.home = home;
        this.data = new DataFolder(data);
        this.portOffset = portOffset;
        this.process = launch();
    }

    /** Starts Loopline on a home and returns when all services are ready. */
    static UpProcess start(Path home, Path data) throws IOException {
        UpProcess up = new UpProcess(home, data, freeOffset());
        up.awaitReady();
        return up;
    }

    /** Kills {@code up}, and with it the broker; its services and PostgreSQL live on. Then starts it again, as a service manager would. */
    void killAndStart() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        process = launch();
        awaitReady();
    }

    Endpoints endpoints() {
        return Endpoints.read(data.endpointsFile()).orElseThrow();
    }

    Path data() {
        return data.root();
    }

    /** The services that run now: instance to process. */
    Map<String, ProcessHandle> services() throws IOException {
        Map<String, ProcessHandle> services = new LinkedHashMap<>();
        for (JsonNode child :
                Json.mapper().readTree(data.root().resolve("pids.json").toFile())) {
            ProcessHandle.of(child.path("pid").asLong())
                    .filter(ProcessHandle::isAlive)
                    .ifPresent(handle -> services.put(child.path("instance").asText(), handle));
        }
        return services;
    }

    /** PostgreSQL's first process, if it runs. */
    Optional<ProcessHandle> database() throws IOException {
        Path file = data.database().resolve("cluster/postmaster.pid");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .findFirst()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                : Optional.empty();
    }

    /** What {@code up} printed. */
    Path output() {
        return data.root().resolveSibling("up.log");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(data.endpointsFile());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dloopline.repository=" + Repository.root(),
                        "dev.loopline.cli.Main",
                        "up",
                        "--rdagent-home",
                        home.toString(),
                        "--data",
                        data.root().toString(),
                        "--bundlers",
                        "2",
                        "--port-offset",
                        Integer.toString(portOffset))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    private void awaitReady() {
        Awaitility.await("loopline up, see " + output()).atMost(START).until(this::isReady);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("loopline up has ended; see " + output());
        }
        return Endpoints.read(data.endpointsFile())
                .filter(endpoints -> endpoints.pid() == process.pid())
                .isPresent();
    }

    private static int freeOffset() {
        return new Random()
                .ints(LOWEST_OFFSET, HIGHEST_OFFSET)
                .filter(offset -> PORTS.stream().allMatch(port -> isFree(port + offset)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
