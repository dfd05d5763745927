package dev.loopline.cli.stack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, a real database, real child processes; only what the children do is made up. */
class LocalStackIT {

    /** More than a service may end by itself in a row. */
    private static final int KILLS = 7;

    @TempDir
    Path folder;

    private final List<String> announced = new CopyOnWriteArrayList<>();
    private Path data;
    private Path home;
    private Path repository;

    @BeforeEach
    void prepare() throws IOException {
        data = folder.resolve("data folder");
        home = Files.createDirectories(folder.resolve("home"));
        repository = FakeService.repository(folder.resolve("repo"));
    }

    @Test
    void runsEverythingKeepsItAliveAndLeavesNothing() throws Exception {
        // Given
        ProcessHandle bundler;
        ProcessHandle again;
        StackOptions options = options().bundlers(2).build();
        try (LocalStack stack = LocalStack.start(options)) {
            // Then all is there, for its owner only
            Path file = new DataFolder(data).endpointsFile();
            Endpoints endpoints = Endpoints.read(file).orElseThrow();
            assertThat(endpoints).isEqualTo(stack.endpoints());
            assertThat(Files.getPosixFilePermissions(file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            for (Path closed : List.of(
                    data,
                    stack.log("aistock-importer"),
                    stack.log("bundle-service-2").getParent())) {
                assertThat(Files.getPosixFilePermissions(closed))
                        .as("%s", closed)
                        .isSubsetOf(PosixFilePermissions.fromString("rwx------"));
            }
            assertThat(stack.instances()).hasSize(6).contains("bundle-service-2");
            assertThat(Files.readString(stack.log("aistock-importer")))
                    .contains("home=" + home)
                    .contains("jdbc=" + endpoints.jdbcUrl());
            try (var connection = connect(endpoints)) {
                assertThat(connection.isValid(5)).isTrue();
            }

            // And a second one on the folder is refused
            assertThatThrownBy(() -> LocalStack.start(options().build()))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("already running on the data folder");

            // When one is killed from outside, it comes back, however often that happens
            bundler = stack.handle("bundle-service").orElseThrow();
            for (int kill = 0; kill < KILLS; kill++) {
                stack.crash("bundle-service");
                await().atMost(20, SECONDS)
                        .until(() -> stack.handle("bundle-service").isPresent());
                stack.awaitReady("bundle-service");
            }
            again = stack.handle("bundle-service").orElseThrow();
            assertThat(data.resolve("tmp").resolve("bundle-service").toFile().list())
                    .as("what those that were killed unpacked is gone")
                    .hasSize(1);
            assertThat(again.pid()).isNotEqualTo(bundler.pid());
            assertThat(announced).anyMatch(line -> line.contains("bundle-service") && line.contains("started again"));
            assertThat(stack.awaitFailure(Duration.ZERO)).isEmpty();

            // When one is killed or stopped on purpose, it stays down until it is wanted
            stack.kill("catalog-service");
            stack.stop("backfill-service");
            assertThat(stack.handle("catalog-service")).isEmpty();
            assertThat(stack.handle("backfill-service")).isEmpty();
            stack.start("catalog-service");
            assertThat(stack.handle("catalog-service")).isPresent();

            // And broker and database can be taken away and given back
            stack.stopDatabase();
            stack.stopBroker();
            stack.startBroker();
            stack.startDatabase();
            try (var connection = connect(endpoints)) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }

        // Then nothing is left
        assertThat(again.isAlive()).isFalse();
        assertThat(new DataFolder(data).endpointsFile()).doesNotExist();
        assertThat(new DataFolder(data).processesFile()).doesNotExist();
    }

    @Test
    void startsBrokerAndDatabaseAgainWhenTheyEndByThemselves() throws Exception {
        // Given
        try (LocalStack stack = LocalStack.start(options().build())) {
            Endpoints endpoints = stack.endpoints();
            String topic = "kept";
            try (Admin admin = admin(endpoints);
                    var connection = connect(endpoints)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
                connection.createStatement().execute("CREATE TABLE kept AS SELECT 1 AS one");
            }

            // When
            long postmaster = Long.parseLong(
                    Files.readAllLines(new DataFolder(data).database().resolve(Path.of("cluster", "postmaster.pid")))
                            .get(0)
                            .strip());
            ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
            assertThatThrownBy(() -> Exit.halt(1, "all log folders have failed"))
                    .isInstanceOf(RuntimeException.class);

            // Then
            await().atMost(60, SECONDS)
                    .untilAsserted(
                            () -> assertThat(announced).contains("PostgreSQL runs again.", "The broker runs again."));
            try (Admin admin = admin(endpoints);
                    var connection = connect(endpoints)) {
                assertThat(admin.listTopics().names().get()).contains(topic);
                assertThat(connection
                                .createStatement()
                                .executeQuery("TABLE kept")
                                .next())
                        .isTrue();
            }
            assertThat(stack.awaitFailure(Duration.ZERO)).isEmpty();
        }
    }

    private static Admin admin(Endpoints endpoints) {
        return endpoints.broker().admin(Map.of());
    }

    private static Connection connect(Endpoints endpoints) throws SQLException {
        return DriverManager.getConnection(endpoints.jdbcUrl(), endpoints.dbUser(), endpoints.dbPassword());
    }

    @Test
    void tellsWhyAServiceRefusesToStartAndLeavesNothing() {
        // Given
        StackOptions options = options()
                .environment(Service.CATALOG_SERVICE, "FAKE_REFUSAL", "the disk is full; make room")
                .build();

        // When, Then
        assertThatThrownBy(() -> LocalStack.start(options))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("catalog-service")
                .hasMessageContaining("Cannot start: the disk is full; make room")
                .hasMessageNotContaining("FATAL");
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(child -> child.info()
                                .commandLine()
                                .map(line -> line.contains(repository.toString()))
                                .orElse(false)))
                .isEmpty();
        assertThat(new DataFolder(data).endpointsFile()).doesNotExist();
    }

    @Test
    void endsWhatAKilledRunLeftBehind() throws Exception {
        // Given a child that was written down, and one of the same number but another time
        DataFolder folders = new DataFolder(data);
        Files.createDirectories(folders.root());
        Process leftover = new ProcessBuilder("sleep", "600").start();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        var startedAt = leftover.info().startInstant().orElseThrow();
        Files.writeString(
                folders.processesFile(),
                "[{\"instance\":\"catalog-service\",\"pid\":" + leftover.pid() + ",\"started_at\":\"" + startedAt
                        + "\"},{\"instance\":\"bundle-service\",\"pid\":" + stranger.pid()
                        + ",\"started_at\":\"2020-01-01T00:00:00Z\"}]");

        // When
        new Leftovers(folders.processesFile()).end(announced::add);

        // Then
        try {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(stranger.isAlive()).isTrue();
            assertThat(announced).singleElement().asString().contains("catalog-service");
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void asksAllThatARunLeftBehindToEndBeforeItWaitsForOne() throws Exception {
        // Given two that end in an orderly way only once both were asked
        DataFolder folders = new DataFolder(data);
        Files.createDirectories(folders.root());
        Process one = endsTogetherWithAnother("one", "other");
        Process other = endsTogetherWithAnother("other", "one");
        Json.mapper()
                .writeValue(
                        folders.processesFile().toFile(),
                        List.of(
                                new Leftovers.Child("one", one.pid(), startOf(one)),
                                new Leftovers.Child("other", other.pid(), startOf(other))));

        // When
        new Leftovers(folders.processesFile()).end(announced::add);

        // Then
        assertThat(List.of(one.waitFor(), other.waitFor())).containsOnly(0);
    }

    private Process endsTogetherWithAnother(String name, String another) throws Exception {
        Path asked = folder.resolve(name);
        Path listens = folder.resolve(name + "-listens");
        String program =
                "trap 'touch %s; while [ ! -e %s ]; do sleep 0.05; done; exit 0' TERM; touch %s; while :; do sleep 0.05; done";
        Process process =
                new ProcessBuilder("sh", "-c", program.formatted(asked, folder.resolve(another), listens)).start();
        await().until(() -> Files.exists(listens));
        return process;
    }

    private static Instant startOf(Process process) {
        return process.info().startInstant().orElseThrow();
    }

    @Test
    void writesItsChildrenDownAsSoonAsTheDataFolderCanBeWrittenAgain() throws Exception {
        // Given
        try (LocalStack stack = LocalStack.start(options().build())) {
            Path file = new DataFolder(data).processesFile();
            Files.delete(file);
            Files.createDirectories(file.resolve("in the way"));

            // When
            stack.crash("catalog-service");
            await().atMost(30, SECONDS).until(() -> announced.stream().anyMatch(text -> text.contains("by hand")));
            Files.delete(file.resolve("in the way"));
            Files.delete(file);

            // Then
            String pid =
                    Long.toString(stack.handle("catalog-service").orElseThrow().pid());
            await().atMost(30, SECONDS)
                    .until(() -> Files.exists(file) && Files.readString(file).contains(pid));
        }
    }

    @Test
    void refusesAPortThatIsInUseInOneSentence() throws Exception {
        // Given
        PortPlan plan = PortPlan.free();
        try (var taken = new ServerSocket(plan.of(Service.CATALOG_SERVICE), 1, InetAddress.getByName("127.0.0.1"))) {

            // When, Then
            assertThatThrownBy(() -> LocalStack.start(options().ports(plan).build()))
                    .isInstanceOf(StackException.class)
                    .hasMessageStartingWith(
                            "Port " + taken.getLocalPort() + " for the catalog-service is in use by process")
                    .hasMessageContaining("--port-offset");
        }
    }

    @Test
    void saysWhatIsNotBuilt() throws Exception {
        // Given
        Files.delete(repository.resolve("aistock-importer/target/quarkus-app/quarkus-run.jar"));

        // When, Then
        assertThatThrownBy(() -> LocalStack.start(options().build()))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("aistock-importer is not built");
    }

    private StackOptions.Builder options() {
        return StackOptions.builder(repository, home, data)
                .freePorts()
                .environment(Service.WORKSPACE_WATCHER, "SOME", "value")
                .listener(announced::add);
    }
}
