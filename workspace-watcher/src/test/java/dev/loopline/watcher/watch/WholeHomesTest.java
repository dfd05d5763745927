package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.SampleHomeBuilder;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.Watching;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Homes of every layout: each finished loop is registered exactly once, no other one, and the same home brings nothing new. */
class WholeHomesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    /** What a home consists of. */
    enum Home {
        SEEDS {
            @Override
            SampleHomeBuilder fill(SampleHomeBuilder home) {
                return home.seedsLayoutLoops(40).runningLoops(4).failedLoops(3);
            }
        },
        REGISTRY {
            @Override
            SampleHomeBuilder fill(SampleHomeBuilder home) {
                return home.registryLoops(40).runningLoops(4).failedLoops(3);
            }
        },
        SESSION_LOGS_ONLY {
            @Override
            SampleHomeBuilder fill(SampleHomeBuilder home) {
                return home.sessionLoops(40)
                        .runningLoops(4)
                        .failedLoops(3)
                        .crashedLoops(3)
                        .registry(RegistryKind.NONE);
            }
        },
        MIXED {
            @Override
            SampleHomeBuilder fill(SampleHomeBuilder home) {
                return home.seedsLayoutLoops(15)
                        .registryLoops(15)
                        .sessionLoops(15)
                        .sessionLogs()
                        .runningLoops(6)
                        .failedLoops(3)
                        .crashedLoops(3);
            }
        };

        abstract SampleHomeBuilder fill(SampleHomeBuilder home);
    }

    @ParameterizedTest
    @EnumSource
    void registersEveryFinishedLoopOnceAndTheSecondTimeNothing(Home kind) throws Exception {
        // Given
        WrittenHome home = kind.fill(SampleHome.builder(folder)).modelBytes(64).write();

        // When, Then
        assertRegisteredOnce(home, folder);
    }

    /** Looks at the home with one watcher, and then with another. */
    static void assertRegisteredOnce(WrittenHome home, Path folder) throws Exception {
        Set<LoopKey> finished = keys(home.finished());
        List<LoopKey> first = registered(folder, finished.size());
        List<LoopKey> second = registered(folder, 0);
        assertThat(home.running()).isNotEmpty();
        assertThat(new TreeSet<>(first)).isEqualTo(finished);
        assertThat(first).hasSameSizeAs(finished);
        assertThat(second).isEmpty();
    }

    /** What a watcher publishes until it found so many loops and looked at everything a few times more. */
    private static List<LoopKey> registered(Path folder, int expected) throws Exception {
        try (Watching watching = new Watching(folder)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> watching.published().size() >= expected
                            && watching.board.lastScanAt().isPresent());
            watching.awaitScans(3);
            return watching.published().stream().map(Watching.Published::key).toList();
        }
    }

    private static Set<LoopKey> keys(List<WrittenLoop> loops) {
        return loops.stream()
                .map(loop -> new LoopKey(loop.taskRunId(), loop.loopId()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
