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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code loopline up} as a process of its own, so that it can be killed with everything that it runs. For one thread. */
final class UpProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final int SHOWN_LINES = 30;
    private static final List<Integer> PORTS = List.of(8081, 8082, 8083, 8084, 8085, 8000, 19092, 15432);
    /** Offsets that keep every port out of the range from which the system takes ports for connections. */
    private static final int LOWEST_OFFSET = 1_000;

    private static final int HIGHEST_OFFSET = 12_000;
    private static final List<String> PREFIX = prefix();

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
        return Endpoints.read(data.endpointsFile()).orElseThrow(this::ended);
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

    /** Whether file rights bind what runs: root ignores them, unless its processes are denied that. */
    static boolean obeysRights() {
        return !isRoot() || !PREFIX.isEmpty();
    }

    /** Starts another command on the same data folder; what it prints goes to a file of its own. */
    Process command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--data", data.root().toString()));
        return start(command, output().resolveSibling("commands.log"));
    }

    /** Starts a further bundler as people do on another machine: with the environment of one that runs, and its own port. */
    Process anotherBundler() throws IOException {
        ProcessHandle bundler = services().get("bundle-service");
        if (bundler == null) {
            throw new IOException("no bundler runs");
        }
        Path process = Path.of("/proc", Long.toString(bundler.pid()));
        List<String> command = new ArrayList<>(PREFIX);
        command.addAll(texts(process.resolve("cmdline")));
        command.removeIf(word -> word.startsWith("-Djava.io.tmpdir=")); // that of the other one, who empties it
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(process.resolve("cwd").toRealPath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        output().resolveSibling("guests.log").toFile()));
        builder.environment().clear();
        for (String variable : texts(process.resolve("environ"))) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment()
                .put("LOOPLINE_STATE_DIR", output().resolveSibling("guest").toString());
        return builder.start();
    }

    private static List<String> texts(Path file) throws IOException {
        return Stream.of(Files.readString(file).split("\0"))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(data.endpointsFile());
        return start(
                List.of(
                        "up",
                        "--rdagent-home",
                        home.toString(),
                        "--data",
                        data.root().toString(),
                        "--bundlers",
                        "2",
                        "--port-offset",
                        Integer.toString(portOffset)),
                output());
    }

    private static Process start(List<String> arguments, Path output) throws IOException {
        List<String> command = new ArrayList<>(PREFIX);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dloopline.installation=" + Repository.root(),
                "dev.loopline.cli.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** What starts root's processes without the privilege to ignore the rights of files; empty if there is no need or no way. */
    private static List<String> prefix() {
        List<String> prefix = List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        try {
            return isRoot() && Command.run(trial.toArray(String[]::new)) ? prefix : List.of();
        } catch (IOException e) {
            return List.of(); // there is no such program
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void awaitReady() {
        Awaitility.await("loopline up, see " + output()).atMost(START).until(this::isReady);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw ended();
        }
        return Endpoints.read(data.endpointsFile())
                .filter(endpoints -> endpoints.pid() == process.pid())
                .isPresent();
    }

    private IllegalStateException ended() {
        try {
            List<String> said = Files.readAllLines(output());
            return new IllegalStateException("loopline up has ended; its last words:\n"
                    + String.join("\n", said.subList(Math.max(0, said.size() - SHOWN_LINES), said.size())));
        } catch (IOException e) {
            return new IllegalStateException("loopline up has ended, and what it said cannot be read", e);
        }
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
