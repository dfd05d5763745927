package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The catalogs are lost, or rebuilt, while loops finish. One stack for all tests. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CatalogRebuildIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String CATALOGS = "catalog-service";
    private static final int HISTORY = 40;
    private static final int LIVE = 25;

    @TempDir
    private static Path folder;

    private static WrittenHome home;
    private static LocalStack stack;

    private final ServiceCalls calls = new ServiceCalls();

    @BeforeAll
    static void startOnAHomeWithHistory() {
        Awaitility.setDefaultTimeout(PATIENCE);
        home = SampleHome.builder(folder.resolve("home"))
                .registryLoops(HISTORY)
                .modelBytes(4096)
                .write();
        stack = LocalStack.start(
                StackOptions.builder(Repository.root(), home.home().root(), folder.resolve("data"))
                        .freePorts()
                        .build());
    }

    @AfterAll
    static void stop() {
        stack.close();
        Awaitility.reset();
    }

    @Test
    @Order(1)
    void comesBackWithTheSameBytesAfterItsStateAndFilesAreLostUnderLoad() throws Exception {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        int history = home.withResult().size();
        await().untilAsserted(
                        () -> assertThat(aistock.count("aistock_loop_catalog")).isEqualTo(history));
        AtomicInteger finished = new AtomicInteger();
        Thread load = finishLoops("lost", finished);
        await().until(() -> finished.get() >= 5);

        // When
        stack.kill(CATALOGS);
        deleteAll(folder.resolve("data/state").resolve(CATALOGS));
        deleteAll(catalogFolder());
        stack.start(CATALOGS);

        // Then: AIstock never has less than it had, and ends with all
        await().until(() -> {
            assertThat(aistock.count("aistock_loop_catalog")).isGreaterThanOrEqualTo(history);
            return aistock.count("aistock_loop_catalog") == history + LIVE;
        });
        load.join();
        await().untilAsserted(() -> assertThat(entries(CatalogKind.LOOP)).isEqualTo(history + LIVE));
        Map<String, Sha256> before = exported();
        JsonNode rebuild = rebuilt(begin());
        assertThat(rebuild.path("phase").asText()).isEqualTo("DONE");
        for (String what : List.of("added", "changed", "withdrawn", "lost")) {
            assertThat(rebuild.path("difference").path(what).path("count").asLong(-1))
                    .as(what)
                    .isZero();
        }
        assertThat(exported()).isEqualTo(before);
    }

    @Test
    @Order(2)
    void goesOnWithARebuildAfterACrashUnderLoad() throws Exception {
        // Given
        Aistock aistock = new Aistock(stack.endpoints());
        int before = aistock.count("aistock_loop_catalog");
        Thread load = finishLoops("crashed", new AtomicInteger());

        // When
        String id = begin();
        stack.crash(CATALOGS);

        // Then
        await().until(() -> !progress(id).path("ended_at").isNull());
        assertThat(progress(id).path("phase").asText()).isEqualTo("DONE");
        load.join();
        await().untilAsserted(
                        () -> assertThat(aistock.count("aistock_loop_catalog")).isEqualTo(before + LIVE));
        await().untilAsserted(() -> assertThat(entries(CatalogKind.LOOP)).isEqualTo(before + LIVE));
    }

    private static Thread finishLoops(String taskRun, AtomicInteger finished) {
        Thread load = new Thread(() -> {
            for (int i = 1; i <= LIVE; i++) {
                LiveRun run = LiveRun.start(home.home().root(), Layout.REGISTRY, taskRun, i);
                boolean more = true;
                while (more) {
                    more = run.grow();
                }
                run.finish();
                finished.incrementAndGet();
            }
        });
        load.start();
        return load;
    }

    private String begin() throws IOException, InterruptedException {
        return calls.post(stack.endpoints().catalogServiceUrl() + "/api/rebuilds", "{}")
                .path("id")
                .asText();
    }

    private JsonNode rebuilt(String id) throws IOException, InterruptedException {
        await().until(() -> !progress(id).path("ended_at").isNull());
        return progress(id);
    }

    /** While the service is down nothing has ended. */
    private JsonNode progress(String id) throws InterruptedException {
        try {
            return calls.get(stack.endpoints().catalogServiceUrl() + "/api/rebuilds/" + id);
        } catch (IOException e) {
            return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .putNull("ended_at");
        }
    }

    private int entries(CatalogKind kind) throws IOException, InterruptedException {
        return calls.post(stack.endpoints().catalogServiceUrl() + "/api/catalogs/export", "")
                .path("catalogs")
                .path(kind.plural())
                .path("entries")
                .asInt();
    }

    private Map<String, Sha256> exported() throws IOException, InterruptedException {
        calls.post(stack.endpoints().catalogServiceUrl() + "/api/catalogs/export", "");
        Map<String, Sha256> digests = new TreeMap<>();
        for (CatalogKind kind : CatalogKind.values()) {
            digests.put(
                    kind.fileName(),
                    Sha256.of(Files.readAllBytes(catalogFolder().resolve(kind.fileName()))));
        }
        return digests;
    }

    private static Path catalogFolder() {
        return home.home().root().resolve("rdagent_data");
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
