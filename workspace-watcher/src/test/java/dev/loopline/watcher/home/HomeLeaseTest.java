package dev.loopline.watcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HomeLeaseTest {

    private static final Duration STALE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private HomeLease.Place place;
    private Path file;

    @BeforeEach
    void places() {
        place = new HomeLease.Place(folder.resolve("RDagentDB/registry.sqlite"), folder.resolve("state/home.json"));
        file = folder.resolve("RDagentDB/loopline-owner.json");
    }

    @Test
    void namesTheOwnerThatRefreshesItsLease() throws Exception {
        // Given an owner on another system, whose clock is years ahead
        Files.createDirectories(file.getParent());
        ScheduledExecutorService owner = Executors.newSingleThreadScheduledExecutor();
        long[] beat = {0};
        owner.scheduleWithFixedDelay(() -> write("elsewhere", 4711, beat[0]++), 0, 500, TimeUnit.MILLISECONDS);
        await().until(() -> Files.exists(file));

        // When, Then
        assertThatThrownBy(this::take)
                .isInstanceOf(HomeOwnedException.class)
                .hasMessageContaining("process 4711 on other-host")
                .hasMessageContaining("a home has one owner");
        owner.shutdownNow();
    }

    @Test
    void takesASilentLeaseOverAfterTheStaleTimeAndNotBefore() throws Exception {
        // Given
        Files.createDirectories(file.getParent());
        write("elsewhere", 4711, 1);
        long began = System.nanoTime();

        // When
        try (HomeLease taken = take()) {

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(STALE);
            assertThat(taken.isHeld()).isTrue();
        }
    }

    @Test
    void takesTheLeaseOfADeadProcessOfThisSystemAtOnce() throws Exception {
        // Given
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        Files.createDirectories(file.getParent());
        write(LeaseHolder.thisSystem(), process.pid(), 1);
        long began = System.nanoTime();

        // When
        take().close();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STALE);
    }

    @Test
    void waitsForALivingProcessOfThisSystem() throws Exception {
        // Given
        Process process = new ProcessBuilder("sleep", "60").start();
        Files.createDirectories(file.getParent());
        write(LeaseHolder.thisSystem(), process.pid(), 1);
        long began = System.nanoTime();

        // When
        take().close();
        process.destroyForcibly();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(STALE);
    }

    @Test
    void passesAGivenBackLeaseOnAtOnce() throws Exception {
        // Given
        take().close();
        long began = System.nanoTime();

        // When
        take().close();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STALE);
    }

    @Test
    void takesAFileThatSaysNothingForSilent() throws Exception {
        // Given
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"start\":");

        // When, Then
        try (HomeLease taken = take()) {
            assertThat(taken.isHeld()).isTrue();
        }
    }

    @Test
    void losesALeaseThatAnotherTookMeanwhile() throws Exception {
        // Given an owner that was frozen for longer than the stale time
        CountDownLatch lost = new CountDownLatch(1);
        HomeLease frozen = HomeLease.take(place, Duration.ofMillis(1), null, lost::countDown);
        write("elsewhere", 4711, 1);

        // When, Then: it is asked before the next refresh is due
        await().until(() -> !frozen.isHeld());
        assertThat(lost.getCount()).isZero();
        frozen.renew(3);
        frozen.close();
        assertThat(Files.readString(file)).contains("other-host");
    }

    @Test
    void saysThatAHomeThatIsAwayCannotBeRefreshedAndMakesNoFolderThere() throws Exception {
        // Given
        try (HomeLease lease = take()) {
            Files.move(file.getParent(), folder.resolve("away"));

            // When, Then
            assertThatThrownBy(() -> lease.renew(1)).isInstanceOf(IOException.class);
            assertThat(file.getParent()).doesNotExist();
            Files.move(folder.resolve("away"), file.getParent());
            lease.renew(1);
            assertThat(lease.isHeld()).isTrue();
        }
    }

    @Test
    void remembersHowManyLoopsThereWereAlsoWhenTheHomeIsEmpty() throws Exception {
        // Given
        HomeLease lease = take();
        lease.renew(7);
        lease.close();

        // When
        Files.delete(file);

        // Then
        assertThat(place.knownLoops()).isEqualTo(7);
        assertThat(new HomeLease.Place(folder.resolve("other/registry.sqlite"), folder.resolve("state/home.json"))
                        .knownLoops())
                .isZero();
        HomeLease.take(place, STALE, "2026", () -> {}).close();
        assertThat(place.knownLoops()).isZero();
        assertThat(place.isFollowed("2026")).isTrue();
        assertThat(place.isFollowed("2027")).isFalse();
    }

    private HomeLease take() throws IOException {
        return HomeLease.take(place, STALE, null, () -> {});
    }

    private void write(String system, long pid, long beat) {
        LeaseHolder holder = new LeaseHolder(
                "s",
                "other-host",
                system,
                pid,
                beat,
                Instant.parse("2099-01-01T00:00:00Z").toString(),
                "r",
                1,
                null,
                null,
                false);
        try {
            Path temporary = folder.resolve("t");
            Files.write(temporary, Json.mapper().writeValueAsBytes(holder));
            Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
