package dev.loopline.kit.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided where names of files do not say it, or files are missing or damaged. */
class LoopEndTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0.4", "0.5", "0.8"})
    void isUndecidedWhereTheLastFileIsRefused(String name) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        run.damage(run.stepFile("1/3_feedback"));
        LoopEnd toldByALaterState = run.reader().end(1);
        deleteAll(run.stepFile("2"));
        deleteAll(run.stepFile("3"));

        // When
        LoopEnd end = run.reader().end(1);

        // Then
        assertThat(toldByALaterState).isInstanceOf(LoopEnd.Finished.class);
        assertThat(end).isInstanceOf(LoopEnd.Undecided.class);
        assertThat(end.file().map(StepFile::name)).contains("3_feedback");
        assertThat(end.reason()).contains("the pickle ends before its end mark");
    }

    @Test
    void isOpenWhereTheFeedbackIsRefusedButOtherLoopsHaveARecord() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("main", folder);
        Files.delete(run.stepFile("2/4_record"));
        run.damage(run.stepFile("2/3_feedback"));
        deleteAll(run.stepFile("3"));

        // When
        LoopEnd end = run.reader().end(2);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.Open.class);
    }

    @ParameterizedTest
    @CsvSource({"main, not recorded yet", "signed, is signed"})
    void isOpenAfterTheFeedbackOfAnRdAgentThatRecords(String name, String reason) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        for (int loop = 0; loop < 4; loop++) {
            Files.deleteIfExists(run.stepFile(loop + "/4_record"));
        }
        deleteAll(run.stepFile("1"));
        deleteAll(run.stepFile("2"));
        deleteAll(run.stepFile("3"));

        // When
        LoopEnd end = run.reader().end(0);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.Open.class);
        assertThat(end.reason()).contains(reason);
    }

    @Test
    void isOverWhereALaterStateRecordedALoopWithoutLastFile() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("main", folder);
        Files.delete(run.stepFile("1/4_record"));
        Files.delete(run.stepFile("1/3_feedback"));
        deleteAll(run.stepFile("0"));

        // When
        LoopEnd half = run.reader().end(1);
        LoopEnd withoutAnyFile = run.reader().end(0);

        // Then
        assertThat(half).isInstanceOf(LoopEnd.WithoutFile.class);
        assertThat(half.reason()).contains("2_running");
        assertThat(withoutAnyFile).isInstanceOf(LoopEnd.FinishedByTrace.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "signed"})
    void isOverWhereAResumeDeletedTheRecordOfALoopThatWasSkipped(String name) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        Files.delete(run.stepFile("2/4_record"));

        // When
        LoopEnd end = run.reader().end(2);
        SessionLoop loop = run.reader().read(2);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.WithoutFile.class);
        assertThat(end.reason()).contains("3_feedback");
        assertThat(loop.workspaces()).containsExactly(new SessionWorkspace("/agents/ws/410exp2", true, null));
        assertThat(java.util.Objects.requireNonNull(loop.feedback()).decision()).isFalse();
    }

    @Test
    void saysWhyALaterStateCannotBeAsked() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("0.8", folder);
        Files.delete(run.stepFile("2/3_feedback"));
        run.damage(run.stepFile("3/0_direct_exp_gen"));
        run.damage(run.stepFile("3/1_coding"));

        // When
        LoopEnd end = run.reader().end(2);

        // Then
        assertThat(end).isInstanceOf(LoopEnd.Open.class);
        assertThat(end.reason()).contains("1_coding").contains("ends before its end mark");
    }

    @ParameterizedTest
    @CsvSource({"main, FinishedByTrace, Open", "0.8, Undecided, Open", "0.5, Undecided, Open", "0.4, Undecided, Open"})
    void goesByTheTraceWhereTheSessionIsLost(String name, String whole, String half) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        deleteAll(folder.resolve("__session__"));
        RunReader reader = run.reader();

        // When / Then
        assertThat(reader.end(0).getClass().getSimpleName()).isEqualTo(whole);
        assertThat(reader.end(3).getClass().getSimpleName()).isEqualTo(half);
        assertThat(reader.read(0).workspaces()).hasSize(3);
        assertThat(reader.read(3).hypothesis()).isNotNull();
        assertThat(reader.scenario().isQlib()).isTrue();
        assertThat(reader.newestState()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "0.4", "0.5", "0.8", "main", "signed"})
    void readsTheSessionAloneWhereTheTraceIsLost(String name) throws Exception {
        // Given
        WrittenRun run = WrittenRun.of(name, folder);
        SessionLoop whole = run.reader().read(0);
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path one : inside.toList()) {
                if (!one.endsWith("__session__")) {
                    deleteAll(one);
                }
            }
        }

        // When
        SessionLoop loop = run.reader().read(0);

        // Then
        assertThat(loop).isEqualTo(whole);
    }

    @Test
    void doesNotTellLoopsOf03ApartWithoutAState() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("0.3", folder);
        deleteAll(folder.resolve("__session__"));

        // When
        SessionLoop loop = run.reader().read(0);

        // Then
        assertThat(loop.generation()).isEqualTo(Generation.V0_3);
        assertThat(loop.hypothesis()).isNull();
        assertThat(loop.notes()).singleElement().asString().contains("not known without a saved state");
    }

    @Test
    void listsStepFilesAndNothingElse() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("0.8", folder);
        Path loop = run.stepFile("0");
        Files.write(loop.resolve("4_record"), new byte[0]);
        Files.write(loop.resolve("x_record"), new byte[1]);
        Files.write(loop.resolve("07_record"), new byte[1]);
        Files.write(loop.resolve("99999999999_record"), new byte[1]);
        Files.write(loop.resolve("5_"), new byte[1]);
        Files.createDirectory(loop.resolve("6_folder"));
        Files.createSymbolicLink(loop.resolve("7_link"), loop.resolve("0_direct_exp_gen"));
        Files.write(run.stepFile("notes"), new byte[1]);

        // When
        List<StepFile> steps = run.reader().steps(0);

        // Then
        assertThat(steps)
                .extracting(StepFile::name)
                .containsExactly("0_direct_exp_gen", "1_coding", "2_running", "3_feedback");
        assertThat(steps).extracting(StepFile::size).allMatch(size -> size > 0);
        assertThat(run.reader().steps(9)).isEmpty();
    }

    @Test
    void followsNoLinkToASession(@TempDir Path outside) throws Exception {
        // Given
        WrittenRun.of("main", outside);
        Files.createSymbolicLink(folder.resolve("__session__"), outside.resolve("__session__"));
        Files.createSymbolicLink(folder.resolve("Loop_0"), outside.resolve("Loop_0"));
        RunReader reader = new RunReader(new RunPlaces(folder, folder));

        // When / Then
        assertThat(reader.steps(0)).isEmpty();
        assertThat(reader.newestState()).isEmpty();
        assertThat(reader.read(0).hypothesis()).isNull();
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
