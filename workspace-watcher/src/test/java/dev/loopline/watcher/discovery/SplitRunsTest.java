package dev.loopline.watcher.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.session.LoopEnd;
import dev.loopline.kit.session.RunPlaces;
import dev.loopline.kit.session.SessionWorkspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitRunsTest {

    private static final Path SESSION = Path.of("log", "2026-01-05_08-00-00-000001");
    private static final Path TRACE = Path.of("traces", "amber");
    private static final Path OTHER = Path.of("traces", "birch");

    @Test
    void bringsTheTraceOfAWebServerAndItsSessionTogether() {
        // Given
        SessionEntry states = new SessionEntry(new RunPlaces(null, SESSION), 0, false, null);
        SessionEntry trace = new SessionEntry(new RunPlaces(TRACE, null), 0, true, null);

        // When
        List<SessionEntry> whole =
                SplitRuns.join(List.of(states, trace), Map.of(states, record("w1", "a"), trace, record("w1", "a")));

        // Then
        assertThat(whole)
                .singleElement()
                .satisfies(entry -> assertThat(entry.places()).isEqualTo(new RunPlaces(TRACE, SESSION)))
                .satisfies(entry -> assertThat(entry.run()).isEqualTo(TRACE));
    }

    @Test
    void keepsApartWhatAnotherRunOfTheServerOverwrote() {
        // Given: both runs have a loop 0, the session has that of the second
        SessionEntry states = new SessionEntry(new RunPlaces(null, SESSION), 0, false, null);
        SessionEntry first = new SessionEntry(new RunPlaces(TRACE, null), 0, true, null);
        SessionEntry second = new SessionEntry(new RunPlaces(OTHER, null), 0, true, null);

        // When
        List<SessionEntry> whole = SplitRuns.join(
                List.of(states, first, second),
                Map.of(states, record("w2", "b"), first, record("w1", "a"), second, record("w2", "b")));

        // Then
        assertThat(whole)
                .extracting(SessionEntry::places)
                .containsExactly(new RunPlaces(OTHER, SESSION), new RunPlaces(TRACE, null));
    }

    @Test
    void addsNothingForTheRestOfALoopThatWasResumedInANewTrace() {
        // Given
        SessionEntry begun = new SessionEntry(new RunPlaces(SESSION, SESSION), 2, false, null);
        SessionEntry rest = new SessionEntry(new RunPlaces(OTHER, null), 2, false, null);

        // When / Then
        assertThat(SplitRuns.join(List.of(begun, rest), Map.of(begun, record("w1", "a"), rest, record("w1", null))))
                .containsExactly(begun);
    }

    @Test
    void goesByTheIdeaWhereNoExperimentIsKnownYet() {
        // Given
        SessionEntry states = new SessionEntry(new RunPlaces(null, SESSION), 0, false, null);
        SessionEntry trace = new SessionEntry(new RunPlaces(TRACE, null), 0, true, null);
        SessionEntry stranger = new SessionEntry(new RunPlaces(OTHER, null), 0, true, null);

        // When
        List<SessionEntry> whole = SplitRuns.join(
                List.of(states, stranger, trace),
                Map.of(
                        states,
                        record("w1", "an idea"),
                        stranger,
                        record(null, "another"),
                        trace,
                        record(null, "an idea")));

        // Then
        assertThat(whole)
                .extracting(SessionEntry::places)
                .containsExactly(new RunPlaces(TRACE, SESSION), new RunPlaces(OTHER, null));
    }

    @Test
    void neverJoinsLoopsOfDifferentNumbersOrWithoutAnythingInCommon() {
        // Given
        SessionEntry states = new SessionEntry(new RunPlaces(null, SESSION), 0, false, null);
        SessionEntry number = new SessionEntry(new RunPlaces(TRACE, null), 1, true, null);
        SessionEntry silent = new SessionEntry(new RunPlaces(OTHER, null), 0, true, null);

        // When / Then
        assertThat(SplitRuns.join(
                        List.of(states, number, silent),
                        Map.of(states, record(null, null), number, record(null, null), silent, record(null, null))))
                .containsExactly(states, number, silent);
    }

    private static LoopRecord record(@Nullable String workspace, @Nullable String idea) {
        List<SessionWorkspace> workspaces =
                workspace == null ? List.of() : List.of(new SessionWorkspace("/w/" + workspace, true, null));
        return new LoopRecord(new LoopEnd.Open("half done"), Instant.EPOCH, "", null, idea, workspaces, false, "");
    }
}
