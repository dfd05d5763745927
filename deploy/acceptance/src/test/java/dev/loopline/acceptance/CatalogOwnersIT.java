package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.BrokerAddress;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two catalog services, each with a state of its own, as on two machines: one writes, the other waits for its turn. */
@DisabledOnOs(OS.WINDOWS)
class CatalogOwnersIT {

    private static final String CATALOG = Service.CATALOG_SERVICE.serviceName();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final ServiceCalls calls = new ServiceCalls();
    private Path home;

    @Test
    void replacesAFrozenOneThatDoesNoHarmWhenItComesBack() throws Exception {
        home = SampleHome.builder(folder.resolve("home"))
                .seed(5)
                .registryLoops(4)
                .modelBytes(16 * 1024)
                .write()
                .home()
                .root();
        try (LocalStack first = LocalStack.start(StackOptions.builder(Repository.root(), home, folder.resolve("first"))
                .freePorts()
                .build())) {
            // Given
            Aistock aistock = new Aistock(first.endpoints());
            LoopKey before = finish("before");
            await().until(() -> aistock.hasLoop(before));
            CompletableFuture<LocalStack> waiting =
                    CompletableFuture.supplyAsync(() -> LocalStack.start(second(first.endpoints())));
            Path secondLog = folder.resolve("second").resolve("logs").resolve(CATALOG + ".log");
            await().until(() ->
                    Files.exists(secondLog) && Files.readString(secondLog).contains("Waiting for the lease"));

            // When the writer freezes
            ProcessHandle frozen = first.handle(CATALOG).orElseThrow();
            signal("-STOP", frozen);
            long began = System.nanoTime();
            try (LocalStack second = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                Duration replaced = Duration.ofNanos(System.nanoTime() - began);
                LoopKey meanwhile = finish("meanwhile");
                await().until(() -> aistock.hasLoop(meanwhile));
                String files = catalogs();

                // And comes back
                signal("-CONT", frozen);

                // Then it ends, and what the other wrote stays
                await().until(() -> !frozen.isAlive());
                assertThat(Files.readString(first.log(CATALOG))).contains("Another instance has taken over; ending.");
                assertThat(catalogs()).isEqualTo(files).contains("meanwhile");
                assertThat(replaced).isLessThan(Duration.ofSeconds(60));
                LoopKey after = finish("after");
                await().until(() -> aistock.hasLoop(after));
                assertThat(calls.get(second.endpoints().catalogServiceUrl() + "/api/loops/after/1?stages=false")
                                .path("sequence")
                                .asLong())
                        .isPositive();
            } finally {
                signal("-CONT", frozen);
            }

            // And when that one stops, the first takes over again
            LoopKey last = finish("last");
            await().until(() -> aistock.hasLoop(last));
        }
    }

    private LoopKey finish(String taskRun) {
        LiveRun.start(home, Layout.REGISTRY, taskRun, 1).finish();
        return new LoopKey(taskRun, 1);
    }

    private String catalogs() throws IOException {
        return Files.readString(home.resolve("rdagent_data").resolve("loop_catalog.json"));
    }

    private StackOptions second(Endpoints endpoints) {
        return StackOptions.builder(Repository.root(), home, folder.resolve("second"))
                .services(Set.of(Service.CATALOG_SERVICE))
                .kafka(new BrokerAddress(endpoints.kafkaBootstrapServers(), endpoints.kafkaClient()))
                .database(new ExternalDatabase("jdbc:postgresql://127.0.0.1:1/none", "none", "none"))
                .freePorts()
                .build();
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions();
    }
}
