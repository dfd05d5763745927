package dev.loopline.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.kit.startup.StartupRefusedException;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.registry.Registry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start in a home whose registry an earlier run knew. */
class HomeTakingTest {

    @TempDir
    Path folder;

    private Path home;
    private HomeLease.Place place;

    @BeforeEach
    void anEarlierRunKnewLoops() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        place = new HomeLease.Place(home.resolve("RDagentDB/registry.sqlite"), folder.resolve("state/home.json"));
        HomeLease earlier = new HomeTaking(config("", "0s"), false).take(place, () -> {});
        earlier.renew(3);
        earlier.close();
    }

    @Test
    void makesNothingInAnEmptyMountPointAndSaysWhatToDo() throws Exception {
        // Given
        Files.move(home.resolve("RDagentDB"), folder.resolve("away"));

        // When, Then
        assertThatThrownBy(() -> new HomeTaking(config("", "1s"), true).take(place, () -> {}))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("is gone")
                .hasMessageContaining("--new-registry");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void waitsUntilTheHomeIsBack() throws Exception {
        // Given
        HomeTaking taking = new HomeTaking(config("", "60s"), true);
        CompletableFuture<HomeLease> taken = CompletableFuture.supplyAsync(() -> taking.take(place, () -> {}));

        // When
        Files.write(place.registry(), new byte[0]);
        await().during(Duration.ofMillis(1500)).until(() -> !taken.isDone());
        Files.delete(place.registry());
        Registry.open(place.registry()).close();
        OtherProgram.execute(
                place.registry(),
                "INSERT INTO loopline_loop (task_run_id, loop_id, state, revision) VALUES ('t', 0, 'registered', 1)");

        // Then
        taken.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void followsEachWordForANewRegistryOnce() throws Exception {
        // When
        HomeLease taken = new HomeTaking(config("monday", "0s"), true).take(place, () -> {});
        taken.renew(5);
        taken.close();

        // Then
        assertThatThrownBy(() -> new HomeTaking(config("monday", "0s"), true).take(place, () -> {}))
                .isInstanceOf(StartupRefusedException.class);
        new HomeTaking(config("tuesday", "0s"), true).take(place, () -> {}).close();
    }

    private static WatcherConfig config(String word, String patience) {
        return new SmallRyeConfigBuilder()
                .withMapping(WatcherConfig.class)
                .withDefaultValue("loopline.watcher.start-patience", patience)
                .withDefaultValue("loopline.watcher.new-registry", word)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(WatcherConfig.class);
    }
}
