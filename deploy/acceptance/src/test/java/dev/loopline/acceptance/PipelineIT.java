package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.status.BrokerFigures;
import dev.loopline.cli.status.StatusReader;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.EventType;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One stack for all tests, because starting it is what takes time. The tests stand in the order of a day: history first,
 * then a loop that finishes, then trouble; each works with loops of its own.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipelineIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Packing it takes long enough to be interrupted. */
    private static final int LARGE_BYTES = 192 << 20;
    /** The bundles of all other loops are far smaller. */
    private static final int SMALL_ENOUGH = 4 << 20;

    @TempDir
    private static Path folder;

    private static WrittenHome home;
    private static LocalStack stack;

    @BeforeAll
    static void startOnAHomeWithHistory() throws IOException {
        Awaitility.setDefaultTimeout(PATIENCE);
        home = SampleHome.builder(folder.resolve("RD-Agent home"))
                .seed(42)
                .seedsLayoutLoops(15)
                .registryLoops(15)
                .runningLoops(3)
                .failedLoops(3)
                .modelBytes(64 * 1024)
                .write();
        stack = start();
    }

    @AfterAll
    static void stop() {
        stack.close();
        Awaitility.reset();
    }

    @Test
    @Order(1)
    void syncsTheHistory() throws IOException {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        // When
        await().untilAsserted(() -> assertThat(aistock.count("aistock_loop_catalog"))
                .isEqualTo(home.withResult().size()));
        // Then
        for (WrittenLoop loop : home.withResult()) {
            LoopKey key = key(loop);
            assertThat(aistock.hasLoop(key)).as(key.toString()).isTrue();
            assertThat(aistock.folder(key).resolve("manifest.json")).exists();
            assertThat(Sha256.of(Files.readAllBytes(aistock.archive(key))))
                    .isEqualTo(Sha256.of(Files.readAllBytes(produced(key))));
        }
        assertThat(home.running()).isNotEmpty().noneMatch(loop -> aistock.hasLoop(key(loop)));
        for (String table : Aistock.CATALOG_TABLES) {
            assertThat(aistock.count(table)).as(table).isPositive();
            assertThat(aistock.query("SELECT 1 FROM " + table + " WHERE coalesce(asset_bundle_id, '') = ''"))
                    .as(table)
                    .isEmpty();
        }
    }

    @Test
    @Order(2)
    void givesAistockTheSameCatalogFiles() {
        Aistock aistock = new Aistock(stack.endpoints());
        for (CatalogKind kind : CatalogKind.values()) {
            Path exported = home.home().root().resolve("rdagent_data").resolve(kind.fileName());
            await().untilAsserted(() ->
                    assertThat(aistock.catalogFile(kind.fileName())).hasSameBinaryContentAs(exported));
        }
    }

    @Test
    @Order(3)
    void carriesALoopThatFinishesWhileEverythingRuns() {
        for (Layout layout : Layout.values()) {
            // Given
            Aistock aistock = new Aistock(stack.endpoints());
            LoopKey key = new LoopKey("live_" + layout.name().toLowerCase(java.util.Locale.ROOT), 1);
            LiveRun run = begin(layout, key);
            assertThat(aistock.hasLoop(key)).isFalse();
            // When
            run.finish();
            // Then
            await().until(() -> aistock.hasLoop(key));
            assertThat(aistock.folder(key).resolve("manifest.json")).exists();
        }
    }

    @Test
    @Order(4)
    void improvesALoopThatIsRunAgain() {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        LoopKey key = new LoopKey("live_again", 1);
        LiveRun run = begin(Layout.REGISTRY, key);
        run.finish();
        await().until(() -> aistock.hasLoop(key));
        String before = sharpe(aistock, key);
        List<String> id = id(aistock, key);
        // When
        run.rerun();
        // Then
        await().untilAsserted(() -> assertThat(sharpe(aistock, key)).isNotEqualTo(before));
        assertThat(Double.parseDouble(sharpe(aistock, key))).isGreaterThan(Double.parseDouble(before));
        assertThat(id(aistock, key)).isEqualTo(id);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    @Order(5)
    void losesNothingWhenAServiceIsKilled(Service service) {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        LoopKey before = new LoopKey("killed_" + service.serviceName(), 1);
        LoopKey meanwhile = new LoopKey("killed_" + service.serviceName(), 2);
        LiveRun running = begin(Layout.REGISTRY, before);
        // When
        running.finish();
        stack.kill(service.serviceName());
        begin(Layout.REGISTRY, meanwhile).finish();
        stack.start(service.serviceName());
        // Then
        await().until(() -> aistock.hasLoop(before) && aistock.hasLoop(meanwhile));
        assertThat(aistock.archive(meanwhile)).exists();
    }

    @Test
    @Order(6)
    void losesNothingWhenTheDatabaseIsAway() {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        LoopKey key = new LoopKey("database_away", 1);
        // When
        stack.stopDatabase();
        begin(Layout.REGISTRY, key).finish();
        stack.startDatabase();
        // Then
        await().until(() -> aistock.hasLoop(key));
    }

    @Test
    @Order(7)
    void losesNothingWhenTheBrokerIsAway() {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        LoopKey key = new LoopKey("broker_away", 1);
        // When
        stack.stopBroker();
        begin(Layout.REGISTRY, key).finish();
        stack.startBroker();
        // Then
        await().until(() -> aistock.hasLoop(key));
    }

    @Test
    @Order(8)
    void leavesNothingHalfDoneWhenABundlerStopsWhileItPacks() throws IOException {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        LoopKey key = new LoopKey("bundler_stopped", 1);
        Path root = home.home().root();
        LiveRun run = LiveRun.builder(root, Layout.REGISTRY, key.taskRunId(), key.loopId())
                .modelBytes(LARGE_BYTES)
                .build();
        run.begin();
        grow(run);
        // When
        run.finish();
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> !temporaryFiles(root).isEmpty());
        stack.stop(Service.BUNDLE_SERVICE.serviceName());
        // Then
        assertThat(temporaryFiles(root)).isEmpty();
        stack.start(Service.BUNDLE_SERVICE.serviceName());
        await().until(() -> aistock.hasLoop(key));
        assertThat(aistock.archive(key)).exists();
    }

    /** A running program can be forbidden larger files, but not be given a full disk; it meets both in the same way. */
    @Test
    @Order(9)
    @EnabledOnOs(OS.LINUX)
    void waitsUntilThereIsRoomAndSaysSo() throws IOException, InterruptedException {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        StatusReader status = new StatusReader(stack.endpoints());
        LoopKey key = new LoopKey("no_room", 1);
        LoopKey inAnotherPartition = new LoopKey("enough_room", 1);
        Path root = home.home().root();
        LiveRun run = LiveRun.builder(root, Layout.REGISTRY, key.taskRunId(), key.loopId())
                .modelBytes(2 * SMALL_ENOUGH)
                .build();
        run.begin();
        grow(run);
        // When
        allowFilesOf(Service.BUNDLE_SERVICE, Integer.toString(SMALL_ENOUGH));
        run.finish();
        await().untilAsserted(() -> assertThat(status.read().waiting())
                .anySatisfy(one -> assertThat(one.toString()).contains("no_room/1", "bundle-service", "too large")));
        begin(Layout.REGISTRY, inAnotherPartition).finish();
        await().until(() -> aistock.hasLoop(inAnotherPartition));
        // Then
        await().until(() -> temporaryFiles(root).isEmpty());
        assertThat(aistock.hasLoop(key)).isFalse();
        allowFilesOf(Service.BUNDLE_SERVICE, "unlimited");
        await().until(() -> aistock.hasLoop(key));
        assertThat(aistock.archive(key)).exists();
        await().untilAsserted(() -> assertThat(status.read().waiting())
                .noneSatisfy(one -> assertThat(one.toString()).contains("no_room/1")));
    }

    @Test
    @Order(10)
    void keepsAMalformedEventAndGoesOn() {
        // Given
        DeadLetterTopic topics = new DeadLetterTopic(stack.endpoints().broker());
        Map<String, String> topicOf = Map.of(
                "backfill-service", EventType.WORKSPACE_REGISTERED.topic(),
                "bundle-service", EventType.LOOP_BACKFILLED.topic(),
                "catalog-service", EventType.BUNDLE_CREATED.topic(),
                "aistock-importer", EventType.CATALOG_UPDATED.topic(),
                "workspace-watcher", EventType.LOOP_IMPORTED.topic());
        // When
        topicOf.values().forEach(topic -> topics.send(topic, "malformed/1", "{\"loop\": NaN"));
        LoopKey next = new LoopKey("malformed", 2);
        begin(Layout.REGISTRY, next).finish();
        // Then
        topicOf.keySet()
                .forEach(service -> await().untilAsserted(() -> assertThat(topics.read(service))
                        .contains(List.of("malformed/1", "{\"loop\": NaN", "MALFORMED"))));
        Aistock aistock = new Aistock(stack.endpoints());
        await().until(() -> aistock.hasLoop(next));
    }

    @Test
    @Order(11)
    void changesNothingWhenItRunsAgain() throws Exception {
        // Given
        LoopKey canary = new LoopKey("canary", 1);
        try (BrokerFigures figures = new BrokerFigures(stack.endpoints().broker())) {
            await().until(() -> figures.lag().values().stream().allMatch(lag -> lag == 0));
        }
        Map<String, List<String>> rows = new Aistock(stack.endpoints()).rowsWithout(List.of(canary));
        Map<String, Sha256> bundles = Aistock.digests(bundleFolder());
        // When
        stack.close();
        stack = start();
        Aistock aistock = new Aistock(stack.endpoints());
        begin(Layout.REGISTRY, canary).finish();
        await().until(() -> aistock.hasLoop(canary));
        fullSync();
        // Then
        assertThat(aistock.rowsWithout(List.of(canary))).isEqualTo(rows);
        assertThat(Aistock.digests(bundleFolder())).containsAllEntriesOf(bundles);
    }

    /** After the restart with other ports: what leads there has to follow. */
    @ParameterizedTest
    @ValueSource(strings = {"loops", "workspaces", "task_runs", "production_bundles", "artifacts"})
    @Order(12)
    void showsTheRegistryInADatabaseOfItsOwn(String table) {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        String everything = "SELECT t::text FROM " + table + " t ORDER BY 1";
        // When
        List<String> rows = aistock.queryRegistry(everything);
        // Then
        assertThat(rows).isNotEmpty().isEqualTo(aistock.query(everything));
        assertThatThrownBy(() -> aistock.queryRegistry("DELETE FROM " + table + " RETURNING 1"))
                .hasStackTraceContaining("permission denied");
    }

    /** What the two guides of AIstock's users tell them to look for. */
    @Test
    @Order(13)
    void logsWhatTheGuidesShow() throws IOException {
        WrittenLoop loop = home.withResult().get(0);
        assertThat(log(Service.BACKFILL_SERVICE))
                .contains(
                        "Processing task_run: " + loop.taskRunId(),
                        "Processing loop: " + loop.loopId(),
                        "Workspace: " + loop.experiment().workspaceId(),
                        "Generated model_meta.json with preprocess_config",
                        "Generated factor_meta.json with input_schema",
                        "Generated strategy_meta.json with portfolio_config");
        assertThat(log(Service.WORKSPACE_WATCHER)).contains("Registered artifacts in database.");
        assertThat(log(Service.BUNDLE_SERVICE))
                .contains(
                        "处理 Loop: " + key(loop) + ", workspace: "
                                + loop.experiment().workspaceId(),
                        "✅ 创建资产包: " + BundleId.of(key(loop)).fileName());
        assertThat(log(Service.AISTOCK_IMPORTER))
                .contains(
                        "Starting full sync...",
                        "Downloading asset bundle: " + BundleId.of(key(loop)),
                        "Extracting asset bundle: " + BundleId.of(key(loop)),
                        "Importing factor metadata...",
                        "Importing model metadata...",
                        "Importing strategy metadata...",
                        "Importing loop metadata...",
                        "Sync completed successfully.");
    }

    /** The newest log and those before it. */
    private static String log(Service service) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("data/logs"))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(service.serviceName()))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static LocalStack start() {
        return LocalStack.start(
                StackOptions.builder(Repository.root(), home.home().root(), folder.resolve("data"))
                        .freePorts()
                        .build());
    }

    private static LiveRun begin(Layout layout, LoopKey key) {
        LiveRun run = LiveRun.start(home.home().root(), layout, key.taskRunId(), key.loopId());
        grow(run);
        return run;
    }

    private static void grow(LiveRun run) {
        boolean more = true;
        while (more) {
            more = run.grow();
        }
    }

    /** Limits how large the files are that a running service writes. */
    private static void allowFilesOf(Service service, String bytes) throws IOException, InterruptedException {
        JsonNode children =
                Json.mapper().readTree(folder.resolve("data/pids.json").toFile());
        JsonNode child = StreamSupport.stream(children.spliterator(), false)
                .filter(one -> one.path("instance").asText().equals(service.serviceName()))
                .findFirst()
                .orElseThrow();
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", child.path("pid").asText(), "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private static List<Path> temporaryFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("production_bundles/.loopline"))) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }

    private static void fullSync() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        URI base = URI.create(stack.endpoints().aistockImporterUrl() + "/api/rdagent/catalog/");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(base.resolve("sync"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(client.send(
                                HttpRequest.newBuilder(base.resolve("sync-status"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("\"state\":\"success\""));
    }

    private static String sharpe(Aistock aistock, LoopKey key) {
        return aistock.query(
                        "SELECT sharpe FROM aistock_loop_catalog WHERE task_run_id = ? AND loop_id = ?",
                        key.taskRunId(),
                        key.loopId())
                .get(0);
    }

    private static List<String> id(Aistock aistock, LoopKey key) {
        return aistock.query(
                "SELECT id FROM aistock_loop_catalog WHERE task_run_id = ? AND loop_id = ?",
                key.taskRunId(),
                key.loopId());
    }

    private static LoopKey key(WrittenLoop loop) {
        return LoopKey.parse(loop.key()).orElseThrow();
    }

    private static Path bundleFolder() {
        return home.home().root().resolve("production_bundles");
    }

    private static Path produced(LoopKey key) {
        return bundleFolder().resolve(BundleId.of(key).fileName());
    }
}
