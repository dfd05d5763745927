package dev.loopline.watcher.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.SampleHome;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which loops of a request have their metadata, in the order in which they got it. */
class BackfilledLoopsTest {

    private static final BackfillRequest ALL =
            new BackfillRequest(null, null, null, null, null, null, true, false, false, false);

    @TempDir
    Path folder;

    @Test
    void areNumberedOnceForEachRequestInTheOrderInWhichTheyCome() throws Exception {
        // Given two requests for the same two loops, both served
        SampleHome.builder(folder).registryLoops(2).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);
            BackfillDesk desk = new BackfillDesk(watching.registry, Map::of, Clock.systemUTC());
            List<LoopKey> loops = desk.select(ALL).selected();
            String first = desk.keep(ALL, desk.select(ALL));
            loops.forEach(loop -> watching.awaitPublished(loop, 2));
            String second = desk.keep(ALL, desk.select(ALL));
            loops.forEach(loop -> watching.awaitPublished(loop, 3));
            watching.stopLooking();

            // When the later loop passes with the newest revision, then the other one with each, the last one twice
            backfilled(watching, loops.get(1), 3);
            backfilled(watching, loops.get(0), 2);
            List<BackfilledLoop> between = reports(watching, second, 0, 10);
            backfilled(watching, loops.get(0), 3);
            backfilled(watching, loops.get(0), 3);

            // Then
            assertThat(between).extracting(BackfilledLoop::position).containsExactly(1L);
            for (String request : List.of(first, second)) {
                assertThat(reports(watching, request, 0, 10))
                        .extracting(loop -> loop.position() + " " + loop.taskRunId() + "/" + loop.loopId())
                        .containsExactly("1 " + loops.get(1), "2 " + loops.get(0));
            }
            assertThat(reports(watching, first, 0, 1)).hasSize(1);
            assertThat(reports(watching, first, 1, 10))
                    .extracting(BackfilledLoop::position)
                    .containsExactly(2L);
        }
    }

    private static void backfilled(Watching watching, LoopKey loop, int revision) throws Exception {
        new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC())
                .backfilled(List.of(Events.delivery(Events.backfilled(
                        watching.awaitPublished(loop, revision).event(), 0.05, "{}", List.of()))));
    }

    private static List<BackfilledLoop> reports(Watching watching, String request, long after, int limit)
            throws Exception {
        return watching.registry.view(session -> RequestTable.backfilled(session, request, after, limit));
    }
}
