package dev.loopline.kit.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder may hold more than one run; a loop is put together from one. */
class OneRunTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"reused", "reused-same-process"})
    void readsTheRunThatFinishedWhereAnotherBeganTheNumberAnew(String name) throws Exception {
        // Given
        RunReader reader = WrittenRun.of(name, folder).reader();

        // When
        SessionLoop loop = reader.read(0);

        // Then
        assertThat(reader.end(0)).isInstanceOf(LoopEnd.Finished.class);
        assertFirstRun(loop);
        assertThat(loop.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reused", "reused-same-process"})
    void goesByProcessAndTimeWhereTheStateIsRefused(String name) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        run.damage(run.stepFile("0/4_record"));

        // When
        SessionLoop loop = run.reader().read(0);

        // Then
        assertFirstRun(loop);
        assertThat(loop.notes()).singleElement().asString().contains("0/4_record is not read");
    }

    private static void assertFirstRun(SessionLoop loop) {
        assertThat(requireNonNull(loop.hypothesis()).hypothesis()).isEqualTo("the first run");
        assertThat(loop.tasks()).extracting(SessionTask::name).containsExactly("A_5");
        assertThat(loop.workspaces()).allSatisfy(one -> assertThat(one.path()).startsWith("/agents/ws/"));
        assertThat(requireNonNull(loop.feedback()).decision()).isTrue();
        assertThat(requireNonNull(loop.experiment()).ran()).isTrue();
    }

    @Test
    void takesARunThatWasResumedInAnotherProcessForOne() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("resumed", folder);

        // When
        SessionLoop loop = run.reader().read(0);
        run.damage(run.stepFile("0/3_feedback"));
        SessionLoop byProcess = run.reader().read(0);

        // Then
        for (SessionLoop one : List.of(loop, byProcess)) {
            assertThat(requireNonNull(one.hypothesis()).hypothesis()).isEqualTo("idea 0");
            assertThat(one.workspaces())
                    .extracting(SessionWorkspace::path)
                    .containsExactly("/agents/ws/410exp0", "/agents/ws/990sub0A_5");
            assertThat(requireNonNull(one.feedback()).decision()).isTrue();
        }
    }

    @Test
    void saysThatALoopIsOverWhoseLastFileWasDeletedByAResume() throws Exception {
        // Given
        RunReader reader = WrittenRun.of("parallel", folder).reader();

        // When
        LoopEnd end = reader.end(1);
        SessionLoop loop = reader.read(1);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.WithoutFile.class);
        assertThat(requireNonNull(loop.feedback()).observations()).isEqualTo("no code for it");
        assertThat(requireNonNull(loop.experiment()).ran()).isFalse();
        assertThat(reader.end(0)).isInstanceOf(LoopEnd.Finished.class);
        assertThat(reader.read(0).workspaces())
                .extracting(SessionWorkspace::path)
                .containsExactly("/agents/ws/410exp0", "/agents/ws/410sub0A_5");
    }

    @Test
    void doesNotMixTasksOfAServerThatShareASession() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("server", folder);
        RunReader one = run.reader("traces/one", "log");
        RunReader two = run.reader("traces/two", "log");

        // When / Then
        assertThat(one.end(0)).isInstanceOf(LoopEnd.Finished.class);
        assertThat(requireNonNull(one.read(0).hypothesis()).hypothesis()).isEqualTo("task one");
        assertThat(two.end(0)).isInstanceOf(LoopEnd.Open.class);
        assertThat(two.read(0).tasks()).extracting(SessionTask::name).containsExactly("B_6");
    }

    @Test
    void goesByTheTraceWhereAnotherTaskOverwroteTheSession() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("server-overwritten", folder);

        // When
        LoopEnd finished = run.reader("traces/one", "log").end(0);
        LoopEnd notRecorded = run.reader("traces/two", "log").end(0);
        SessionLoop loop = run.reader("traces/one", "log").read(0);

        // Then
        assertThat(finished)
                .isInstanceOfSatisfying(
                        LoopEnd.FinishedByTrace.class,
                        end -> assertThat(end.at()).isAfter(Instant.parse("2025-11-03T06:00:00Z")));
        assertThat(notRecorded)
                .isInstanceOfSatisfying(
                        LoopEnd.Undecided.class, end -> assertThat(end.reason()).contains("another run"));
        assertThat(requireNonNull(loop.hypothesis()).hypothesis()).isEqualTo("task one");
        assertThat(loop.notes()).containsExactly("4_record is of another run");
    }

    @Test
    void findsOutWhichFolderIsWhich() {
        // Given
        Path server = WrittenRun.of("server", folder).folder();
        Path trace = server.resolve("traces/one");
        Path session = server.resolve("log");

        // When / Then
        assertThat(RunPlaces.of(List.of(session, server, trace))).isEqualTo(new RunPlaces(trace, session));
        assertThat(RunPlaces.of(List.of(server))).isEqualTo(new RunPlaces(null, null));
    }
}
