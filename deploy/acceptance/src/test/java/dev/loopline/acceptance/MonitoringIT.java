package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.observe.LoopRevision;
import dev.loopline.kit.testing.TraceReceiver;
import dev.loopline.kit.testing.TraceReceiver.Received;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One loop goes through a stack that is traced and that logs JSON; then traces, logs and metrics are looked at. */
class MonitoringIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final LoopKey LOOP = new LoopKey("watched_run", 1);
    /** Those that Prometheus adds. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern METRIC = Pattern.compile("`(loopline_[a-z_]+)");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count|max)$");

    @TempDir
    private static Path folder;

    private static TraceReceiver receiver;
    private static LocalStack stack;
    private static LiveMetrics metrics;

    @BeforeAll
    static void carryALoop() throws Exception {
        receiver = new TraceReceiver();
        WrittenHome home = SampleHome.builder(folder.resolve("home"))
                .registryLoops(2)
                .modelBytes(4096)
                .write();
        StackOptions.Builder options = StackOptions.builder(
                        Repository.root(), home.home().root(), folder.resolve("data"))
                .freePorts();
        for (Service service : Service.values()) {
            options.environment(service, "LOOPLINE_TRACING_ENABLED", "true")
                    .environment(service, "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
                    .environment(service, "OTEL_BSP_SCHEDULE_DELAY", "200")
                    .environment(service, "LOOPLINE_LOG_JSON", "true")
                    .environment(service, "LOOPLINE_VITALS_INTERVAL", "1s");
        }
        stack = LocalStack.start(options.build());
        LiveRun run = LiveRun.start(home.home().root(), Layout.REGISTRY, LOOP.taskRunId(), LOOP.loopId());
        boolean more = true;
        while (more) {
            more = run.grow();
        }
        run.finish();
        Aistock aistock = new Aistock(stack.endpoints());
        await().atMost(PATIENCE).until(() -> aistock.hasLoop(LOOP));
        await().atMost(PATIENCE).until(() -> isComplete(readMetrics()));
        metrics = readMetrics();
    }

    @AfterAll
    static void stop() {
        stack.close();
        receiver.close();
    }

    @Test
    void tracesALoopThroughItsFiveStagesInOrder() {
        // Given
        String traceId = new LoopRevision(LOOP, 1).traceId();
        List<String> stages = List.of(
                "workspace-watcher: send rdagent.workspace-registered",
                "backfill-service: process rdagent.workspace-registered",
                "bundle-service: process rdagent.loop-backfilled",
                "catalog-service: process rdagent.bundle-created",
                "aistock-importer: process rdagent.catalog-updated",
                "workspace-watcher: process aistock.loop-imported");
        // When, Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ways(traceId)).contains(stages));
        assertThat(receiver.spans())
                .filteredOn(span -> LOOP.toString().equals(span.attributes().get("messaging.kafka.message.key"))
                        && "1".equals(span.attributes().get("loopline.revision")))
                .extracting(Received::traceId)
                .containsOnly(traceId);
    }

    /**
     * The spans from the first to each of those that record the import, each the parent of the next. There are several where a record
     * was delivered twice.
     */
    private static List<List<String>> ways(String traceId) {
        Map<String, Received> spans = new HashMap<>();
        receiver.trace(traceId).forEach(span -> spans.put(span.spanId(), span));
        List<List<String>> ways = new ArrayList<>();
        for (Received last : receiver.trace(traceId)) {
            if (last.name().equals("process aistock.loop-imported")) {
                LinkedList<Received> way = new LinkedList<>();
                for (Received at = last; at != null; at = spans.get(at.parentId())) {
                    way.addFirst(at);
                }
                assertThat(way).isSortedAccordingTo(Comparator.comparingLong(Received::startNanos));
                ways.add(way.stream()
                        .map(span -> span.service() + ": " + span.name())
                        .toList());
            }
        }
        return ways;
    }

    @Test
    void logsEachStageOfALoopAsAJsonObject() {
        for (Service service : Service.values()) {
            // When, Then: a stage logs what it has done after it has said it to the next one
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(linesOf(service))
                            .as(service.serviceName())
                            .allMatch(line -> line.path("service").asText().equals(service.serviceName()))
                            .anyMatch(line ->
                                    line.path("mdc").path("loop").asText().equals(LOOP.toString())
                                            && line.path("mdc")
                                                    .path("revision")
                                                    .asText()
                                                    .equals("1")));
        }
    }

    /** What it logged behind the first words, which are those of the Java machine. */
    private static List<JsonNode> linesOf(Service service) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("data/logs/" + service.serviceName() + ".log"))) {
            if (!lines.isEmpty() || line.startsWith("{")) {
                lines.add(Json.mapper().readTree(line));
            }
        }
        return lines;
    }

    @Test
    void countsWhatBecameOfTheLoopInEachStage() {
        for (String event : List.of("WorkspaceRegistered", "LoopBackfilled", "BundleCreated", "CatalogUpdated")) {
            assertThat(metrics.sum(
                            "loopline_loops_processed_total", "event=\"" + event + "\"", "outcome=\"published\""))
                    .as(event)
                    .isPositive();
        }
        assertThat(metrics.sum("loopline_loops_processed_total", "outcome=\"rejected\""))
                .isZero();
        assertThat(metrics.sum("loopline_dependency_up", "dependency=\"database\""))
                .isEqualTo(1);
        assertThat(metrics.sum("loopline_dependency_up", "dependency=\"broker\""))
                .isEqualTo(5);
        assertThat(metrics.sum("loopline_catalog_active")).isEqualTo(1);
    }

    @Test
    void alertsAndDashboardsAskOnlyForWhatServicesTell() throws IOException {
        // Given
        Map<String, String> expressions = new LinkedHashMap<>(MonitoringFiles.panels());
        MonitoringFiles.alerts().forEach((name, expression) -> expressions.put(expression, name));
        Map<String, String> unknown = new TreeMap<>();
        // When
        expressions.forEach((expression, where) -> {
            PromQl asked = PromQl.of(expression);
            Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
            asked.metrics().forEach((metric, selected) -> {
                Set<String> known =
                        metric.equals("up") ? Set.of() : metrics.labels().get(metric);
                if (known == null) {
                    unknown.put(where, "no metric " + metric);
                } else {
                    labels.addAll(known);
                    selected.stream()
                            .filter(label -> !known.contains(label) && !OF_PROMETHEUS.contains(label))
                            .forEach(label -> unknown.put(where, metric + " has no label " + label));
                }
            });
            asked.grouping().stream()
                    .filter(label -> !labels.contains(label))
                    .forEach(label -> unknown.put(where, "no label " + label));
        });
        // Then
        assertThat(expressions).hasSizeGreaterThan(40);
        assertThat(unknown).isEmpty();
    }

    @Test
    void eachAlertIsTestedAndToldOf() throws IOException {
        // Given
        Set<String> alerts = MonitoringFiles.alerts().keySet();
        // Then
        assertThat(MonitoringFiles.testedAlerts()).containsAll(alerts);
        for (String page : List.of("docs/monitoring.md", "docs/zh-CN/monitoring.md")) {
            assertThat(Files.readString(Repository.root().resolve(page)))
                    .as(page)
                    .contains(alerts);
        }
    }

    @Test
    void thePageTellsOfEachMetricAndOfNoOther() throws IOException {
        // Given
        Set<String> told = new TreeSet<>(Set.of("loopline_dead_letters_total")); // It comes with the first one.
        metrics.labels().keySet().stream()
                .filter(name -> name.startsWith("loopline_"))
                .map(name -> SUFFIX.matcher(name).replaceFirst(""))
                .forEach(told::add);
        for (String page : List.of("docs/monitoring.md", "docs/zh-CN/monitoring.md")) {
            // When
            Set<String> named = new TreeSet<>(
                    METRIC.matcher(Files.readString(Repository.root().resolve(page)))
                            .results()
                            .map((MatchResult name) -> name.group(1))
                            .toList());
            // Then
            assertThat(named).as(page).containsExactlyInAnyOrderElementsOf(told);
        }
    }

    @Test
    void prometheusAsksEachServiceWhereItListens() throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            ports.put(service.serviceName(), service.defaultPort());
        }
        assertThat(MonitoringFiles.targets()).isEqualTo(ports);
    }

    /** All services have looked at what they depend on, and the loop has come back to the watcher. */
    private static boolean isComplete(LiveMetrics now) {
        return now.sum("loopline_dependency_up") == Service.values().length + 1
                && now.sum("loopline_loop_latency_seconds_count") > 0
                && now.sum("loopline_catalog_loops_total") > 0
                && now.sum("loopline_consumer_group_lag_records") == 0;
    }

    private static LiveMetrics readMetrics() throws IOException, InterruptedException {
        Endpoints endpoints = stack.endpoints();
        return LiveMetrics.of(List.of(
                endpoints.workspaceWatcherUrl(),
                endpoints.backfillServiceUrl(),
                endpoints.bundleServiceUrl(),
                endpoints.catalogServiceUrl(),
                endpoints.aistockImporterUrl()));
    }
}
