package dev.loopline.kit.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.pickle.PickleLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceOnlyTest {

    private static final String EARLY = "2026-01-05_08-00-00-000001.pkl";
    private static final String LATE = "2026-01-05_09-30-00-000001.pkl";

    @TempDir
    Path session;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void readsALoopOfEveryProtocol(int protocol) throws Exception {
        // Given
        log("Loop_0/direct_exp_gen/hypothesis generation/12", EARLY, "hypothesis.p" + protocol + ".bin");
        log("Loop_0/direct_exp_gen/experiment generation/12", EARLY, "factor-tasks.p" + protocol + ".bin");
        log("Loop_0/running/runner result/12-13", EARLY, "experiment.p" + protocol + ".bin");
        log("Loop_0/feedback/feedback/12", EARLY, "feedback.p" + protocol + ".bin");

        // When
        SessionLoop loop = reader().read(0);

        // Then
        SessionHypothesis hypothesis = Objects.requireNonNull(loop.hypothesis());
        assertThat(hypothesis.hypothesis()).isEqualTo("动量 persists for weeks");
        assertThat(hypothesis.reason()).isEqualTo("Slow news");
        assertThat(loop.action()).contains("factor");
        SessionTask task = loop.tasks().get(0);
        assertThat(task.kind()).isEqualTo(SessionTask.Kind.FACTOR);
        assertThat(task.name()).isEqualTo("Momentum_10D");
        assertThat(task.description()).isEqualTo("Return over ten days.");
        assertThat(task.formulation()).isEqualTo("\\frac{close_t}{close_{t-10}} - 1");
        assertThat(task.variables()).containsEntry("close_t", "closing price").containsEntry("n", "10");
        assertThat(loop.tasks()).extracting(SessionTask::name).containsExactly("Momentum_10D", "Turnover_5D");
        SessionFeedback feedback = Objects.requireNonNull(loop.feedback());
        assertThat(feedback)
                .isEqualTo(new SessionFeedback(false, "IC 0.02", "In part.", "Longer windows.", "Not better."));
        String root = "/mnt/f/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace/";
        assertThat(loop.workspaces())
                .containsExactly(
                        new SessionWorkspace(root + "aa11", true, null),
                        new SessionWorkspace(root + "bb22", false, "Momentum_10D"),
                        new SessionWorkspace(root + "cc33", false, null));
        assertThat(Objects.requireNonNull(loop.experiment()).ran()).isTrue();
        assertThat(loop.notes())
                .containsExactly("the figures of the experiment are not read: they are kept as an instance of"
                        + " pandas.core.frame.DataFrame");
    }

    @Test
    void readsModelTasksAndPathsOfWindows() throws Exception {
        // Given
        log("Loop_2/direct_exp_gen/experiment generation/12", EARLY, "model-tasks.p4.bin");
        log("Loop_2/coding/coder result/12", EARLY, "experiment-windows.p4.bin");

        // When
        SessionLoop loop = reader().read(2);

        // Then
        SessionTask task = loop.tasks().get(0);
        assertThat(task.kind()).isEqualTo(SessionTask.Kind.MODEL);
        assertThat(task.architecture()).isEqualTo("2 layers");
        assertThat(loop.action()).contains("model");
        assertThat(loop.workspaces().get(0).path())
                .isEqualTo("F:\\Dev\\RD-Agent-main\\git_ignore_folder\\RD-Agent_workspace\\aa11");
    }

    @Test
    void takesTheNewestPickleOfATagWhateverProcessWroteIt() throws Exception {
        // Given
        log("Loop_0/feedback/feedback/99", LATE, "feedback.p4.bin");
        log("Loop_0/feedback/feedback/12", EARLY, "slots.p4.bin");

        // When
        SessionLoop loop = reader().read(0);

        // Then
        assertThat(Objects.requireNonNull(loop.feedback()).reason()).isEqualTo("Not better.");
    }

    @Test
    void notesFilesThatAreNoLogAndPicklesThatAreRefused() throws Exception {
        // Given
        log("Loop_0/direct_exp_gen/hypothesis generation/12", EARLY, "hypothesis.p4.bin");
        log("Loop_0/running/runner result/12", "ret.pkl", "hostile-system.bin");
        log("Loop_0/running/runner result/12", EARLY, "hostile-truncated.bin");
        log("Loop_0/coding/coder result/12", EARLY, "experiment.p4.bin");
        log("Loop_0/feedback/feedback/12", EARLY, "hostile-unknown-opcode.bin");

        // When
        SessionLoop loop = reader().read(0);

        // Then
        assertThat(loop.hypothesis()).isNotNull();
        assertThat(loop.feedback()).isNull();
        assertThat(loop.workspaces()).hasSize(3);
        assertThat(loop.notes())
                .hasSize(4)
                .anyMatch(note -> note.contains("figures"))
                .anyMatch(note -> note.contains("ret.pkl") && note.contains("no time stamp"))
                .anyMatch(note -> note.contains("runner result") && note.contains("ends before"))
                .anyMatch(note -> note.contains("feedback") && note.contains("opcode 0xff"));
    }

    @Test
    void readsNothingOutsideTheSessionAndFollowsNoLink(@TempDir Path outside) throws Exception {
        // Given
        Path secret = copy(outside.resolve(EARLY), "feedback.p4.bin");
        Path tag = Files.createDirectories(session.resolve("Loop_0/feedback/feedback/12"));
        Files.createSymbolicLink(tag.resolve(EARLY), secret);
        Files.createDirectories(session.resolve("Loop_0/direct_exp_gen/hypothesis generation"));
        Files.createSymbolicLink(session.resolve("Loop_0/direct_exp_gen/hypothesis generation/12"), outside);
        Files.createSymbolicLink(session.resolve("Loop_1"), outside);

        // When
        SessionLoop loop = reader().read(0);
        SessionLoop linked = reader().read(1);

        // Then
        assertThat(loop.feedback()).isNull();
        assertThat(loop.hypothesis()).isNull();
        assertThat(linked.notes()).hasSize(1);
    }

    @Test
    void keepsToTheLimitsOfAPickle() throws Exception {
        // Given
        log("Loop_0/running/runner result/12", EARLY, "experiment.p4.bin");

        // When
        SessionLoop loop =
                new RunReader(new RunPlaces(session, null), new PickleLimits(100, 100, 100, 100, 100, 100)).read(0);

        // Then
        assertThat(loop.workspaces()).isEmpty();
        assertThat(loop.notes()).singleElement().asString().contains("larger than 100 bytes");
    }

    private RunReader reader() {
        return new RunReader(new RunPlaces(session, null));
    }

    private void log(String folder, String name, String pickle) throws IOException {
        copy(Files.createDirectories(session.resolve(folder)).resolve(name), pickle);
    }

    private static Path copy(Path target, String pickle) throws IOException {
        try (InputStream in = TraceOnlyTest.class.getResourceAsStream("/pickles/" + pickle)) {
            Files.write(target, Objects.requireNonNull(in, pickle).readAllBytes());
        }
        return target;
    }
}
