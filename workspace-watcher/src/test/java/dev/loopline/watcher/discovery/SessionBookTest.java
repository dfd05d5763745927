package dev.loopline.watcher.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import dev.loopline.watcher.home.RdAgentHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of loops while their run goes on, look after look. */
class SessionBookTest {

    private static final String SESSION = "2026-01-05_08-00-00-000001";

    @TempDir
    Path folder;

    private final LaterClock clock = new LaterClock();
    private final SessionBook book = new SessionBook(Duration.ofHours(24), clock);
    private FolderLister lister;

    @BeforeEach
    void leavesALoopHalfDone() throws IOException {
        LiveRun run = LiveRun.start(folder, Layout.SESSION, SESSION, 0);
        while (run.grow()) {
            continue;
        }
        lister = new FolderLister(RdAgentHome.open(folder, List.of()));
    }

    @Test
    void loopIsAtWorkWhileNoOtherFollows() throws IOException {
        // Given
        clock.later = Duration.ofHours(2);

        // When / Then
        assertThat(look()).extracting(SessionTrace::state).containsExactly(SessionTrace.State.AT_WORK);
    }

    @Test
    void loopThatAnotherFollowsHasEndedWithItsWorkspacesOnceItIsQuiet() throws IOException {
        // Given: looks while the loop is young, and while the next one is
        look();
        LiveRun.start(folder, Layout.SESSION, SESSION, 1).finish();
        assertThat(look())
                .extracting(SessionTrace::state)
                .containsExactly(SessionTrace.State.AT_WORK, SessionTrace.State.FINISHED);

        // When
        clock.later = Duration.ofMinutes(20);
        List<SessionTrace> traces = look();

        // Then
        assertThat(traces)
                .extracting(SessionTrace::state)
                .containsExactly(SessionTrace.State.ENDED, SessionTrace.State.FINISHED);
        assertThat(traces.get(0).workspaces()).isNotEmpty();
        assertThat(traces.get(0).reason()).contains("loop 1 of the same run followed");
    }

    private List<SessionTrace> look() throws IOException {
        return book.traces(lister.list().sessions());
    }

    /** The system's clock, put forward. */
    private static final class LaterClock extends Clock {

        private Duration later = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(later);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
