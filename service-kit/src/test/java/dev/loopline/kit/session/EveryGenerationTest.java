package dev.loopline.kit.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.session.Scenario.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Four loops as each generation writes them: accepted, skipped in the backtest, skipped in the coding, half done. */
class EveryGenerationTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "0.3, V0_3, Finished,    4_feedback, WithoutFile, '',         Finished, 4_feedback",
        "0.4, V0_4, Finished,    3_feedback, Finished,    3_feedback, Finished, 3_feedback",
        "0.5, V0_5, Finished,    3_feedback, Finished,    3_feedback, Finished, 3_feedback",
        "0.8, V0_5, Finished,    3_feedback, Finished,    3_feedback, Finished, 3_feedback",
        "main, V1_0, Finished,   4_record,   Finished,    4_record,   Finished, 4_record",
        "signed, V1_0, Finished, 4_record,   Finished,    4_record,   Finished, 4_record"
    })
    void saysWhichLoopsAreOver(
            String run,
            Generation generation,
            String end0,
            String file0,
            String end1,
            String file1,
            String end2,
            String file2) {
        // Given
        RunReader reader = WrittenRun.of(run, folder).reader();

        // When
        List<LoopEnd> ends = List.of(reader.end(0), reader.end(1), reader.end(2), reader.end(3), reader.end(7));

        // Then
        assertThat(ends)
                .extracting(end -> end.getClass().getSimpleName())
                .containsExactly(end0, end1, end2, "Open", "Open");
        assertThat(ends)
                .extracting(end -> end.file().map(StepFile::name).orElse(""))
                .containsExactly(file0, file1, file2, "", "");
        assertThat(reader.generation()).isEqualTo(generation);
        assertThat(reader.scenario()).isEqualTo(new Scenario(Kind.QLIB_FACTOR, "fin_factor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "0.4", "0.5", "0.8", "main", "signed"})
    void readsAnAcceptedLoop(String run) throws Exception {
        // When
        SessionLoop loop = WrittenRun.of(run, folder).reader().read(0);

        // Then
        assertThat(requireNonNull(loop.hypothesis()).hypothesis()).isEqualTo("idea 0");
        assertThat(loop.tasks()).extracting(SessionTask::name).containsExactly("A_5", "B_6");
        assertThat(loop.tasks()).extracting(SessionTask::description).containsExactly("about A_5", "about B_6");
        assertThat(loop.workspaces())
                .containsExactly(
                        new SessionWorkspace("/agents/ws/410exp0", true, null),
                        new SessionWorkspace("/agents/ws/410sub0A_5", false, "A_5"),
                        new SessionWorkspace("/agents/ws/410sub0B_6", false, "B_6"));
        assertThat(requireNonNull(loop.feedback()).decision()).isTrue();
        SessionExperiment experiment = requireNonNull(loop.experiment());
        assertThat(experiment.ran()).isTrue();
        assertThat(experiment.figures())
                .containsOnlyKeys("IC", "1day.excess_return_without_cost.max_drawdown")
                .containsEntry("IC", 0.01);
        assertThat(experiment.acceptedFactors()).isEmpty();
        assertThat(loop.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.4, observations", "0.5, observations", "0.8, observations", "main, reason", "signed, reason"})
    void readsALoopThatWasSkippedBeforeItsBacktest(String run, String place) throws Exception {
        // When
        SessionLoop loop = WrittenRun.of(run, folder).reader().read(1);

        // Then
        assertThat(loop.workspaces())
                .containsExactly(
                        new SessionWorkspace("/agents/ws/410exp1", true, null),
                        new SessionWorkspace("/agents/ws/410sub1C_7", false, "C_7"));
        SessionFeedback feedback = requireNonNull(loop.feedback());
        assertThat(feedback.decision()).isFalse();
        assertThat(place.equals("reason") ? feedback.reason() : feedback.observations())
                .isNotBlank();
        SessionExperiment experiment = requireNonNull(loop.experiment());
        assertThat(experiment.ran()).isFalse();
        assertThat(experiment.acceptedFactors()).containsExactly("A_5", "B_6");
        assertThat(experiment.factorExperiments()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.4", "0.5", "0.8", "main", "signed"})
    void readsALoopThatWasSkippedBeforeItsCode(String run) throws Exception {
        // When
        SessionLoop loop = WrittenRun.of(run, folder).reader().read(2);

        // Then
        assertThat(loop.workspaces()).containsExactly(new SessionWorkspace("/agents/ws/410exp2", true, null));
        assertThat(loop.tasks()).extracting(SessionTask::name).containsExactly("D_8", "E_9");
        assertThat(requireNonNull(loop.hypothesis()).hypothesis()).isEqualTo("idea 2");
        assertThat(requireNonNull(loop.feedback()).decision()).isFalse();
        assertThat(requireNonNull(loop.experiment()).ran()).isFalse();
    }

    @Test
    void tellsTheLoopsOf03ApartByTheTimesOfTheSession() throws Exception {
        // Given
        RunReader reader = WrittenRun.of("0.3", folder).reader();

        // When
        SessionLoop skipped = reader.read(1);
        SessionLoop afterIt = reader.read(2);
        SessionLoop open = reader.read(3);

        // Then
        assertThat(requireNonNull(skipped.hypothesis()).hypothesis()).isEqualTo("idea 1");
        assertThat(skipped.feedback()).isNull();
        assertThat(requireNonNull(skipped.experiment()).ran()).isFalse();
        assertThat(requireNonNull(afterIt.hypothesis()).hypothesis()).isEqualTo("idea 2");
        assertThat(requireNonNull(afterIt.feedback()).decision()).isTrue();
        assertThat(afterIt.workspaces())
                .as("a task that was left out keeps its place")
                .containsExactly(
                        new SessionWorkspace("/agents/ws/410exp2", true, null),
                        new SessionWorkspace("/agents/ws/410sub2E_9", false, "E_9"));
        assertThat(requireNonNull(open.hypothesis()).hypothesis()).isEqualTo("idea 3");
        assertThat(open.tasks()).extracting(SessionTask::name).containsExactly("F_10");
    }

    @Test
    void doesNotTakeWhatASkippedLoopOf03LeftInTheStateForTheNext() throws Exception {
        // Given
        WrittenRun run = WrittenRun.of("0.3", folder);
        for (String later : List.of("2/1_exp_gen", "2/2_coding", "2/3_running", "2/4_feedback")) {
            java.nio.file.Files.delete(run.stepFile(later));
        }
        for (String later : List.of("3/0_propose", "3/1_exp_gen", "3/2_coding")) {
            java.nio.file.Files.delete(run.stepFile(later));
        }

        // When
        SessionLoop begun = run.reader().read(2);

        // Then
        assertThat(requireNonNull(begun.hypothesis()).hypothesis()).isEqualTo("idea 2");
        assertThat(begun.workspaces()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.3, V0_3, 5_feedback", "0.4, V0_4, 5_feedback", "0.8, V0_5, 3_feedback"})
    void readsRunsOverReports(String run, Generation generation, String last) throws Exception {
        // Given
        RunReader reader = WrittenRun.of("report-" + run, folder).reader();

        // When
        SessionLoop loop = reader.read(0);

        // Then
        assertThat(reader.end(0).file().map(StepFile::name)).contains(last);
        assertThat(reader.scenario().kind()).isEqualTo(Kind.QLIB_REPORT);
        assertThat(loop.generation()).isEqualTo(generation);
        assertThat(requireNonNull(loop.hypothesis()).hypothesis()).isEqualTo("idea of a report");
        assertThat(loop.workspaces()).hasSize(2);
        assertThat(requireNonNull(loop.experiment()).ran()).isTrue();
    }

    @Test
    void readsModelsAndWhatTheyBuildOn() throws Exception {
        // Given
        RunReader reader = WrittenRun.of("quant", folder).reader();

        // When
        SessionLoop model = reader.read(1);
        SessionLoop last = reader.read(2);

        // Then
        assertThat(model.action()).contains("model");
        SessionTask task = model.tasks().get(0);
        assertThat(task.modelType()).isEqualTo("Tabular");
        assertThat(task.trainingHyperparameters())
                .containsEntry("n_epochs", "20")
                .containsEntry("lr", "0.0005")
                .containsEntry("batch_size", "256");
        SessionExperiment experiment = requireNonNull(last.experiment());
        assertThat(experiment.factorExperiments()).isOne();
        assertThat(experiment.modelExperiments()).isOne();
        assertThat(experiment.acceptedFactors()).containsExactly("A_5");
        assertThat(experiment.baseFeatures()).containsEntry("RANGE9", "Max($high, 9)/Min($low, 9)");
        assertThat(reader.end(2)).isInstanceOf(LoopEnd.Open.class);
    }

    @Test
    void saysWhatTheNewestStateKnowsOfTheRun() {
        // When
        SessionState state =
                WrittenRun.of("signed", folder).reader().newestState().orElseThrow();

        // Then
        assertThat(state.signed()).isTrue();
        assertThat(state.loopClass()).isEqualTo("rdagent.app.qlib_rd_loop.factor.FactorRDLoop");
        assertThat(state.file().name()).isEqualTo("1_coding");
        assertThat(state.nextLoop()).isEqualTo(4);
        assertThat(state.nextSteps()).containsEntry(0, 5).containsEntry(3, 2);
        assertThat(state.recorded()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(state.skipped()).containsEntry(2, "FactorEmptyError: no code for it");
        assertThat(requireNonNull(state.spans().get(0)))
                .hasSize(5)
                .allSatisfy(span -> assertThat(span.end()).isAfter(span.start()));
    }
}
