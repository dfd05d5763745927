package dev.loopline.watcher.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.kit.session.RunPlaces;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.discovery.SessionEntry;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.FileStat;
import dev.loopline.watcher.files.InputFile;
import dev.loopline.watcher.files.InputFiles;
import dev.loopline.watcher.registry.LoopRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Table tests: registry row, session, files and the loop as it was registered, to a verdict. */
class LoopJudgeTest {

    private static final LoopKey KEY = new LoopKey("run", 3);
    private static final Instant END = Instant.parse("2026-02-03T04:05:06Z");
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final String WS = "ws";
    private static final List<String> RESULT = List.of("qlib_res.csv", "ret.pkl");

    static Stream<Arguments> withoutFiles() {
        return Stream.of(
                row("a running row", "running", false, null, true, Verdict.Running.class, "says that it is running"),
                row(
                        "a running row whose session ended the loop",
                        "running",
                        false,
                        SessionTrace.State.ENDED,
                        false,
                        Verdict.Ended.class,
                        "skipped"),
                row("success without folder", "success", false, null, false, Verdict.Stuck.class, "not in this home"),
                row("a result without folder", "failed", true, null, false, Verdict.Stuck.class, "not in this home"),
                row("failed without folder", "failed", false, null, false, Verdict.Ended.class, "says failed"),
                row("aborted without folder", "aborted", false, null, false, Verdict.Ended.class, "says aborted"),
                row(
                        "failed without folder, whatever its session",
                        "failed",
                        false,
                        SessionTrace.State.FINISHED,
                        false,
                        Verdict.Ended.class,
                        "says failed"),
                row(
                        "success without folder that the session ended",
                        "success",
                        false,
                        SessionTrace.State.ENDED,
                        false,
                        Verdict.Stuck.class,
                        "not in this home"),
                row(
                        "a session at work",
                        null,
                        false,
                        SessionTrace.State.AT_WORK,
                        true,
                        Verdict.Running.class,
                        "skipped"),
                row("a crashed session", null, false, SessionTrace.State.CRASHED, true, Verdict.Stuck.class, "crashed"),
                row(
                        "an ended session without folder",
                        null,
                        false,
                        SessionTrace.State.ENDED,
                        false,
                        Verdict.Ended.class,
                        "without a result"),
                row(
                        "a finished session without folder",
                        null,
                        false,
                        SessionTrace.State.FINISHED,
                        false,
                        Verdict.Stuck.class,
                        "not in this home"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withoutFiles")
    void decidesBeforeItLooksAtFiles(String name, Candidate candidate, Class<?> verdict, String reason) {
        Optional<Verdict> judged = LoopJudge.beforeFiles(facts(candidate, null, false, null));
        assertThat(judged).containsInstanceOf(verdict);
        assertThat(String.valueOf(judged)).contains(reason);
    }

    static Stream<Arguments> newLoops() {
        return Stream.of(
                Arguments.of("success", null, List.of(), 0, CompletionEvidence.REGISTRY_STATUS),
                Arguments.of("failed", null, List.of(), 0, CompletionEvidence.REGISTRY_STATUS),
                Arguments.of(null, SessionTrace.State.FINISHED, List.of(), 2, CompletionEvidence.SESSION_MARK),
                Arguments.of(null, SessionTrace.State.ENDED, List.of("conf.yaml"), 2, CompletionEvidence.SESSION_MARK),
                Arguments.of(null, null, List.of("feedback.json"), 2, CompletionEvidence.FEEDBACK_FILE),
                Arguments.of(null, null, RESULT, 2, CompletionEvidence.RESULT_FILES));
    }

    @ParameterizedTest
    @MethodSource("newLoops")
    void registersANewLoopByTheFirstEvidenceThatHolds(
            @Nullable String status,
            SessionTrace.@Nullable State session,
            List<String> files,
            int stillFor,
            CompletionEvidence evidence) {
        // Given
        LoopFacts facts = facts(candidate(status, false, session, true), null, false, null);
        assertThat(LoopJudge.beforeFiles(facts)).isEmpty();

        // When
        Verdict verdict = LoopJudge.withFiles(facts, found(files(files), InputFiles.NONE, null, stillFor));

        // Then
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Ready.class,
                        ready -> assertThat(ready.finding().evidence()).isEqualTo(evidence));
    }

    @Test
    void waitsForQuietFilesOfANewLoopWithoutRow() {
        // Given
        LoopFacts facts = facts(candidate(null, false, null, true), null, false, null);

        // When
        Verdict settling = LoopJudge.withFiles(facts, found(files(RESULT), InputFiles.NONE, null, 1));
        Verdict running = LoopJudge.withFiles(facts, found(files(List.of("conf.yaml")), InputFiles.NONE, null, 9));

        // Then
        assertThat(settling).isEqualTo(new Verdict.Settling(KEY, Duration.ofSeconds(1)));
        assertThat(running).isInstanceOf(Verdict.Running.class);
    }

    @Test
    void leavesAFolderToTheLoopThatHasIt() {
        LoopFacts facts = facts(candidate("success", true, null, true), null, false, null);
        Verdict verdict = LoopJudge.withFiles(facts, found(files(RESULT), InputFiles.NONE, new LoopKey("other", 1), 9));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Stuck.class, stuck -> assertThat(stuck.reason()).contains("other/1"));
    }

    @Test
    void findsNothingNewWhereNothingChanged() {
        // Given
        FileSet files = files(RESULT);
        Candidate candidate = candidate("success", true, null, true);
        KnownLoop known = known(candidate, files, true);

        // When, Then
        assertThat(LoopJudge.beforeFiles(facts(candidate, known, false, null))).contains(new Verdict.Unchanged(KEY));
        assertThat(LoopJudge.beforeFiles(facts(candidate, known, true, null))).isEmpty();
        assertThat(LoopJudge.withFiles(facts(candidate, known, true, null), found(files, InputFiles.NONE, null, 0)))
                .isEqualTo(new Verdict.Unchanged(KEY));
    }

    @Test
    void reportsFilesThatOnlyVanished() {
        // Given
        FileSet before = files(List.of("feedback.json", "qlib_res.csv", "mlruns/1/r/artifacts/params.pkl"));
        Candidate candidate = candidate("success", true, null, true);
        LoopFacts facts = facts(candidate, known(candidate, before, true), true, null);

        // When
        Verdict verdict = LoopJudge.withFiles(
                facts,
                found(
                        files(List.of("feedback.json", "qlib_res.csv")),
                        inputs(List.of("mlruns/1/r/artifacts/params.pkl")),
                        null,
                        0));

        // Then
        assertThat(verdict).isEqualTo(new Verdict.SourceRemoved(KEY, List.of("ws/mlruns/1/r/artifacts/params.pkl")));
    }

    @Test
    void registersAgainWhenOtherFilesChangedTooAndStillShowTheResult() {
        // Given
        FileSet before = files(List.of("feedback.json", "qlib_res.csv", "model.pkl"));
        Candidate candidate = candidate("success", true, null, true);
        LoopFacts facts = facts(candidate, known(candidate, before, true), true, null);
        FileSet now = files(List.of("feedback.json", "qlib_res.csv", "new.py"));

        // When
        Verdict early = LoopJudge.withFiles(facts, found(now, inputs(List.of("model.pkl")), null, 0));
        Verdict still = LoopJudge.withFiles(facts, found(now, inputs(List.of("model.pkl")), null, 2));

        // Then
        assertThat(early).isEqualTo(new Verdict.Settling(KEY, QUIET));
        assertThat(still).isInstanceOf(Verdict.Ready.class);
    }

    @Test
    void keepsALoopWhoseResultIsGoneWhateverElseChangedOrWasAskedFor() {
        // Given
        FileSet before = files(RESULT);
        Candidate candidate = candidate("success", true, null, true);
        FileFacts now = found(files(List.of("new.py")), inputs(RESULT), null, 9);
        KnownLoop known = known(candidate, before, true);

        // When
        Verdict changed = LoopJudge.withFiles(facts(candidate, known, true, null), now);
        Verdict demanded = LoopJudge.withFiles(facts(candidate, known, true, Demand.of("r", true, false)), now);

        // Then
        assertThat(List.of(changed, demanded)).hasOnlyElementsOfType(Verdict.SourceRemoved.class);
    }

    @Test
    void keepsALoopWhoseFoldersAreGoneOrAway() {
        // Given
        Candidate there = candidate("success", true, null, true);
        Candidate away = candidate("success", true, null, false);
        KnownLoop known = known(there, files(RESULT), true);

        // When
        Optional<Verdict> verdict = LoopJudge.beforeFiles(facts(away, known, true, Demand.of("r", true, false)));

        // Then
        assertThat(verdict).contains(new Verdict.SourceRemoved(KEY, List.of("home/ws")));
    }

    private static Arguments row(
            String name,
            @Nullable String status,
            boolean hasResult,
            SessionTrace.@Nullable State session,
            boolean folder,
            Class<?> verdict,
            String reason) {
        return Arguments.of(name, candidate(status, hasResult, session, folder), verdict, reason);
    }

    private static LoopFacts facts(
            Candidate candidate, @Nullable KnownLoop known, boolean compareFiles, @Nullable Demand demand) {
        LoopFacts.Waits waits = new LoopFacts.Waits(QUIET, Duration.ofSeconds(30));
        return new LoopFacts(candidate, known, true, false, compareFiles, demand, waits);
    }

    private static FileFacts found(FileSet files, InputFiles vanished, @Nullable LoopKey owner, int stillFor) {
        return new FileFacts(files, vanished, WS, owner, false, Duration.ofSeconds(stillFor), END);
    }

    private static Candidate candidate(
            @Nullable String status, boolean hasResult, SessionTrace.@Nullable State session, boolean folder) {
        LoopRow row = status == null
                ? null
                : new LoopRow(KEY, "model", status, hasResult, null, null, null, null, null, null, null);
        LoopWorkspace workspace = new LoopWorkspace(
                WS,
                Workspace.EXPERIMENT,
                "model",
                null,
                null,
                "/elsewhere/ws",
                folder ? Path.of("home", WS) : null,
                null,
                null,
                row != null);
        return new Candidate(KEY, row, List.of(workspace), "model", null, session(session), null, List.of());
    }

    private static @Nullable SessionTrace session(SessionTrace.@Nullable State state) {
        if (state == null) {
            return null;
        }
        Path run = Path.of("home", "log", "s");
        SessionEntry.Mark mark = state == SessionTrace.State.FINISHED ? new SessionEntry.Mark(run, 1, END) : null;
        SessionEntry entry = new SessionEntry(new RunPlaces(run, run), 3, false, mark);
        return new SessionTrace(entry, state, "RD-Agent skipped it", "content", "model", "run", List.of(), null);
    }

    private static KnownLoop known(Candidate candidate, FileSet files, boolean hasResult) {
        return new KnownLoop(
                KEY,
                KnownLoop.State.REGISTERED,
                1,
                "digest",
                files.inputFingerprint(),
                Finding.signature(candidate, KnownLoop.Origin.REGISTRY, ""),
                KnownLoop.Origin.REGISTRY,
                CompletionEvidence.REGISTRY_STATUS,
                null,
                List.of("home/ws"),
                "",
                "",
                1,
                1,
                1,
                hasResult,
                null);
    }

    private static FileSet files(List<String> names) {
        return new FileSet(names.stream()
                .map(name -> new FileStat(WS, name, 1, END, Path.of("home", WS, name)))
                .toList());
    }

    private static InputFiles inputs(List<String> names) {
        return new InputFiles(names.stream()
                .map(name -> new InputFile(WS, name, 1, END, Sha256.of(new byte[0])))
                .toList());
    }
}
