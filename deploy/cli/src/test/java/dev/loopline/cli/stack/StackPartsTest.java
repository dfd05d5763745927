package dev.loopline.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.path.NamedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackPartsTest {

    @TempDir
    Path folder;

    @Test
    void endpointsComeBackAsTheyWereWritten() throws IOException {
        // Given
        Endpoints endpoints = new Endpoints(
                "http://127.0.0.1:8081",
                "b",
                "c",
                "d",
                "e",
                "k:1",
                Map.of("sasl.jaas.config", "a secret of the broker"),
                "jdbc:x",
                "loopline",
                "secret",
                "/home",
                "/aistock",
                List.of("c2", "c3"),
                new Places(List.of("F:/Dev=/data"), List.of(), List.of("bulk=/ws"), Map.of("WORKSPACE_PATH", "/ws")),
                42);
        Path file = folder.resolve("endpoints.json");

        // When
        endpoints.write(file);

        // Then
        assertThat(Endpoints.read(file)).contains(endpoints);
        assertThat(Files.readString(file))
                .contains(
                        "\"workspace_watcher_url\"",
                        "\"kafka_bootstrap_servers\"",
                        "\"kafka_client\"",
                        "\"db_password\"");
        assertThat(endpoints.toString()).doesNotContain("secret");
        assertThat(Endpoints.read(folder.resolve("other.json"))).isEmpty();
        assertThat(endpoints.url(Service.BACKFILL_SERVICE)).isEqualTo("b");
    }

    @Test
    void saysSoWhenTheEndpointsAreDamaged() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("endpoints.json"), "{\"jdbc_url\":");

        // When, Then
        assertThatThrownBy(() -> Endpoints.read(file))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void movesAllPortsByTheOffsetAndRefusesWhatIsNoPort() {
        // When
        PortPlan plan = PortPlan.shifted(1000);

        // Then
        assertThat(plan.of(Service.AISTOCK_IMPORTER)).isEqualTo(9000);
        assertThat(plan.of(Service.WORKSPACE_WATCHER)).isEqualTo(9081);
        assertThat(plan.broker()).isEqualTo(20092);
        assertThat(plan.database()).isEqualTo(16432);
        assertThatThrownBy(() -> PortPlan.shifted(60_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--port-offset");
        assertThat(PortPlan.free().services().values()).doesNotHaveDuplicates();
    }

    @Test
    void escapesWhatTheServicesWouldReadAsSeparators() {
        assertThat(ServiceCommand.commaList(List.of("F:\\Dev\\RD-Agent=/data/a,b", "/x=/y")))
                .isEqualTo("F:\\\\Dev\\\\RD-Agent=/data/a\\,b,/x=/y");
    }

    @Test
    void everyServiceGetsTheSamePlacesAndTheSameWayToTheBroker() throws IOException {
        // Given
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve(".env"), "WORKSPACE_PATH=elsewhere\nMLFLOW_TRACKING_URI=sqlite:///mlflow.db\n");
        Path bulk = Files.createDirectory(folder.resolve("bulk"));
        Places places = Places.read(
                home, List.of("F:/x=" + bulk), List.of(), List.of(NamedFolder.parse("bulk=" + bulk)), Map.of());
        StackOptions options = StackOptions.builder(folder, home, Files.createDirectory(folder.resolve("data")))
                .places(places)
                .build();
        BrokerAddress broker = BrokerAddress.external(
                "h:1", Map.of("KAFKA_SASL_JAAS_CONFIG", "a login", "KAFKA_HEAP_OPTS", "-Xmx1g", "PATH", "/bin"));
        ServiceCommand command = new ServiceCommand(options, broker, new ExternalDatabase("jdbc:x", "u", "p"));

        // When
        Map<String, String> watcher =
                command.plan(Service.WORKSPACE_WATCHER, "workspace-watcher", 1).environment();
        Map<String, String> backfill =
                command.plan(Service.BACKFILL_SERVICE, "backfill-service", 2).environment();

        // Then
        for (Map<String, String> environment : List.of(watcher, backfill)) {
            assertThat(environment)
                    .containsEntry("LOOPLINE_WORKSPACE_ROOTS", "bulk=" + bulk)
                    .containsEntry("LOOPLINE_PATH_MAP", "F:/x=" + bulk)
                    .containsEntry("WORKSPACE_PATH", "elsewhere")
                    .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "h:1")
                    .containsEntry("KAFKA_SASL_JAAS_CONFIG", "a login")
                    .doesNotContainKey("KAFKA_HEAP_OPTS")
                    .doesNotContainKey("LOOPLINE_LOG_ROOTS");
        }
        assertThat(backfill).containsEntry("LOOPLINE_MLFLOW_TRACKING_URI", "sqlite:///mlflow.db");
        assertThat(watcher).doesNotContainKey("LOOPLINE_MLFLOW_TRACKING_URI");
    }

    @Test
    void findsTheReasonInALogOfJsonObjects() throws IOException {
        // Given
        Path log = folder.resolve("json.log");
        Files.writeString(log, """
                {"level":"INFO","message":"starting","service":"x"}
                {"level":"FATAL","message":"Cannot start: no \\"home\\"; set it","service":"x"}
                """);
        // When, Then
        assertThat(LastWords.of(log, 0)).isEqualTo("Cannot start: no \"home\"; set it");
    }

    @Test
    void findsTheReasonAmongTheLastWords() throws IOException {
        // Given
        Path log = folder.resolve("x.log");
        String earlier = "2026 FATAL Cannot start: an older reason\n";
        Files.writeString(
                log, earlier + "2026 INFO  starting\n2026 FATAL [gate] Cannot start: no home; set it\n\tat a.b.C\n");

        // When, Then
        assertThat(LastWords.of(log, earlier.length())).isEqualTo("Cannot start: no home; set it");
    }

    @Test
    void takesTheLastErrorsWhereNoReasonIsGiven() throws IOException {
        // Given
        Path log = Files.writeString(folder.resolve("x.log"), "INFO a\nERROR first\nINFO b\nERROR second\nINFO c\n");

        // When, Then
        assertThat(LastWords.of(log, 0))
                .contains("ERROR first", "ERROR second", log.toString())
                .doesNotContain("INFO");
        assertThat(LastWords.of(folder.resolve("none.log"), 0)).contains("cannot be read");
    }

    @Test
    void setsAFullLogAsideAndKeepsThree() throws IOException {
        // Given
        Path log = folder.resolve("x.log");
        for (int i = 1; i <= 5; i++) {
            Files.write(log, new byte[10 * 1024 * 1024 + i]);

            // When
            LogRotation.rotate(log);
        }

        // Then
        assertThat(log).doesNotExist();
        assertThat(Files.size(folder.resolve("x.log.1"))).isEqualTo(10 * 1024 * 1024 + 5);
        assertThat(Files.size(folder.resolve("x.log.3"))).isEqualTo(10 * 1024 * 1024 + 3);
        assertThat(folder.resolve("x.log.4")).doesNotExist();
    }

    @Test
    void tellsHomesFromOtherFolders() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "");

        // When, Then
        assertThatThrownBy(() -> HomeCheck.requireUsable(folder.resolve("none"), "--rdagent-home"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("--rdagent-home");
        assertThatThrownBy(() -> HomeCheck.requireUsable(file, "--rdagent-home"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a folder");
        assertThat(HomeCheck.remark(folder)).isPresent();
        Files.createDirectory(folder.resolve("log"));
        assertThat(HomeCheck.remark(folder)).isEqualTo(Optional.empty());
    }

    @Test
    void keepsTheLoopsOfTwoHomesApart() throws IOException {
        // Given
        DataFolder data = new DataFolder(folder.resolve("data"));
        Files.createDirectories(data.root());
        Path home = Files.createDirectory(folder.resolve("home"));
        Path other = Files.createDirectory(folder.resolve("other"));
        HomeMark.require(data, home);

        // When, Then
        HomeMark.require(data, folder.resolve("other").resolve("..").resolve("home"));
        assertThatThrownBy(() -> HomeMark.require(data, other))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("holds the loops of " + home.toRealPath());
    }

    @Test
    void makesOnePasswordForADataFolder() {
        // Given
        StackOptions options = StackOptions.builder(folder, folder, folder).build();

        // When
        String first = new EmbeddedServers(options).databaseAddress().password();
        String second = new EmbeddedServers(options).databaseAddress().password();

        // Then
        assertThat(first).hasSize(48).isEqualTo(second);
    }
}
