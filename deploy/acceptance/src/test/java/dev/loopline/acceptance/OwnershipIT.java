package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.cli.stack.BrokerAddress;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two watchers as processes on one home: one owns it. */
@DisabledOnOs(OS.WINDOWS)
class OwnershipIT {

    private static final String WATCHER = Service.WORKSPACE_WATCHER.serviceName();
    private static final Duration STALE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeHome() {
        SampleHome.builder(folder.resolve("home")).registryLoops(2).write();
    }

    @Test
    void refusesASecondWatcherAndPassesTheHomeOnWhenTheFirstIsFrozen() throws Exception {
        // Given
        try (LocalStack first = LocalStack.start(options("first").build())) {
            ProcessHandle owner = first.handle(WATCHER).orElseThrow();
            StackOptions second = onBrokerOf(first);

            // When, Then
            assertThatThrownBy(() -> LocalStack.start(second).close())
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("another Loopline watches this RD-Agent home (process " + owner.pid());
            assertThat(owner.isAlive()).isTrue();

            // And when the owner is killed, its successor does not wait for the stale time
            long killed = System.nanoTime();
            first.crash(WATCHER);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(lease())
                            .contains("\"pid\":"
                                    + first.handle(WATCHER)
                                            .map(ProcessHandle::pid)
                                            .orElse(0L)));
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(40));
            first.awaitReady(WATCHER);

            // And when it freezes
            ProcessHandle frozen = first.handle(WATCHER).orElseThrow();
            signal("-STOP", frozen);
            try (LocalStack successor = LocalStack.start(second)) {
                assertThat(Files.readString(lease()))
                        .contains("\"pid\":"
                                + successor.handle(WATCHER).orElseThrow().pid());
                signal("-CONT", frozen);

                // Then it ends by itself, and the successor goes on
                await().atMost(Duration.ofSeconds(60)).until(() -> !frozen.isAlive());
                assertThat(Files.readString(first.log(WATCHER))).contains("has taken this home over");
                assertThat(successor.handle(WATCHER)).isPresent();
            } finally {
                signal("-CONT", frozen);
            }
        }
    }

    private Path lease() {
        return folder.resolve("home/RDagentDB/loopline-owner.json");
    }

    private StackOptions.Builder options(String data) {
        return StackOptions.builder(Repository.root(), folder.resolve("home"), folder.resolve(data))
                .services(Set.of(Service.WORKSPACE_WATCHER))
                .database(new ExternalDatabase("jdbc:postgresql://127.0.0.1:1/none", "none", "none"))
                .environment(Service.WORKSPACE_WATCHER, "LOOPLINE_WATCHER_LEASE_STALE", STALE.toSeconds() + "s")
                .freePorts();
    }

    private StackOptions onBrokerOf(LocalStack other) {
        Endpoints endpoints = other.endpoints();
        return options("second")
                .kafka(new BrokerAddress(endpoints.kafkaBootstrapServers(), endpoints.kafkaClient()))
                .build();
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }
}
