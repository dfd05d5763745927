package dev.loopline.watcher.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.watcher.home.RdAgentHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderListerTest {

    private static final String STAMP = "2026-01-05_08-00-00-000001.pkl";

    @TempDir
    Path folder;

    private RdAgentHome home;
    private FolderLister lister;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("log"));
        home = RdAgentHome.open(folder, List.of());
        lister = new FolderLister(home);
    }

    @Test
    void findsARunInTheFolderOfAnotherAndTakesNoTagForOne() throws IOException {
        // Given
        file("log/outer/Loop_0/coding/coder result/12/" + STAMP);
        file("log/outer/scenario/12/" + STAMP);
        file("log/outer/debug_tpl/12-14/" + STAMP);
        file("log/outer/again/deeper/Loop_0/coding/coder result/13/" + STAMP);

        // When
        FolderScan scan = lister.list();

        // Then
        assertThat(scan.sessions())
                .extracting(SessionEntry::run)
                .containsExactlyInAnyOrder(real("log/outer"), real("log/outer/again/deeper"));
        assertThat(scan.odd()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log/2026-01-05_08-00-00-000001",
                "log/third try of 十月",
                "log/batch/monday/2026-01-05_08-00-00-000001",
                "log",
                "git_ignore_folder/traces/Finance Whole Pipeline/amber",
                "RD-Agent_server_trace/Finance Data Building/amber"
            })
    void findsARunWhateverItsFolderIsCalledAndHoweverDeepItLies(String run) throws IOException {
        // Given
        file(run + "/Loop_0/coding/coder result/12/" + STAMP);
        file(run + "/Loop_12/coding/coder result/12/" + STAMP);

        // When
        FolderScan scan = lister.list();

        // Then
        assertThat(scan.sessions())
                .extracting(SessionEntry::run, SessionEntry::loopId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(real(run), 0),
                        org.assertj.core.groups.Tuple.tuple(real(run), 12));
        assertThat(scan.odd()).isEmpty();
    }

    @Test
    void findsRunsBelowARootThatIsARunItself() throws IOException {
        // Given: LOG_TRACE_PATH was set to the folder that held the runs before
        file("log/Loop_0/coding/coder result/12/" + STAMP);
        file("log/2026-01-05_08-00-00-000001/Loop_0/coding/coder result/12/" + STAMP);

        // When / Then
        assertThat(lister.list().sessions())
                .extracting(SessionEntry::run)
                .containsExactly(real("log"), real("log/2026-01-05_08-00-00-000001"));
    }

    @ParameterizedTest
    @CsvSource({
        "0_propose 1_exp_gen 2_coding 3_running 4_feedback, 4_feedback",
        "0_direct_exp_gen 1_coding 3_feedback, 3_feedback",
        "0_direct_exp_gen 1_coding 2_running 3_feedback 4_record, 4_record",
        "0_direct_exp_gen, 0_direct_exp_gen"
    })
    void takesTheStepWithTheHighestNumberForTheMark(String steps, String last) throws IOException {
        // Given
        for (String step : steps.split(" ")) {
            file("log/run/__session__/3/" + step);
        }

        // When
        SessionEntry entry = lister.list().sessions().get(0);

        // Then
        assertThat(entry.loopId()).isEqualTo(3);
        assertThat(mark(entry).file()).isEqualTo(real("log/run/__session__/3/" + last));
    }

    @Test
    void takesTheTracesLastStepForTheMarkWhereNoStateIsSaved() throws IOException {
        // Given
        file("git_ignore_folder/traces/Finance Whole Pipeline/amber/Loop_0/feedback/time_info/12/" + STAMP);
        file("git_ignore_folder/traces/Finance Whole Pipeline/amber/Loop_0/record/time_info/12/" + STAMP);
        file("git_ignore_folder/traces/Finance Whole Pipeline/amber/Loop_1/coding/time_info/12/" + STAMP);

        // When
        List<SessionEntry> entries = lister.list().sessions();

        // Then
        assertThat(mark(entries.get(0)).file()).endsWith(Path.of("Loop_0", "record"));
        assertThat(entries.get(1).mark()).isNull();
        assertThat(entries).allMatch(SessionEntry::ofServer);
    }

    @Test
    void seesALastFileThatIsWrittenOnceMore() throws IOException {
        // Given
        Path last = file("log/run/__session__/0/4_record");
        age(last.getParent(), Duration.ofMinutes(5));
        SessionEntry.Mark before = mark(lister.list().sessions().get(0));

        // When: the folder's own time stays as it is
        Files.writeString(last, "longer than before");
        age(last.getParent(), Duration.ofMinutes(5));

        // Then
        assertThat(mark(lister.list().sessions().get(0)))
                .isNotEqualTo(before)
                .extracting(SessionEntry.Mark::size)
                .isEqualTo(18L);
    }

    @Test
    void seesThatLaterStepsWereRemovedByARunThatWasResumed() throws IOException {
        // Given
        file("log/run/__session__/0/1_coding");
        Path last = file("log/run/__session__/0/4_record");
        lister.list();

        // When
        Files.delete(last);

        // Then
        assertThat(mark(lister.list().sessions().get(0)).file().getFileName()).hasToString("1_coding");
    }

    @Test
    void readsTheTagsOfTheOldestLayoutOnlyBesideASession() throws IOException {
        // Given
        file("log/with/r/hypothesis generation/12/" + STAMP);
        file("log/with/__session__/0/4_feedback");
        file("log/without/r/hypothesis generation/12/" + STAMP);

        // When
        FolderScan scan = lister.list();

        // Then
        assertThat(scan.sessions())
                .singleElement()
                .satisfies(entry -> assertThat(entry.logFolder()).isEqualTo(real("log/with")));
        assertThat(scan.odd())
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("0.3", "__session__"));
    }

    @Test
    void namesWhatLooksLikeARunAndIsNone() throws IOException {
        // Given
        file("log/unknown layout/some tag/12/" + STAMP);
        Files.createDirectories(folder.resolve("log/just begun/__session__"));
        file("log/notes/todo.txt");

        // When
        FolderScan scan = lister.list();

        // Then
        assertThat(scan.sessions()).isEmpty();
        assertThat(scan.odd())
                .extracting(Unassigned::subject)
                .containsExactlyInAnyOrder(
                        real("log/unknown layout").toString(),
                        real("log/just begun").toString());
    }

    @Test
    void findsNoRunInsideAWorkspaceOrBehindALink() throws IOException {
        // Given
        file("log/20250107_001/workspace_w1/Loop_0/coding/coder result/12/" + STAMP);
        file("elsewhere/run/Loop_0/coding/coder result/12/" + STAMP);
        Files.createSymbolicLink(folder.resolve("log/link"), folder.resolve("elsewhere/run"));

        // When
        FolderScan scan = lister.list();

        // Then
        assertThat(scan.sessions()).isEmpty();
        assertThat(scan.folders()).extracting(WorkspaceFolder::workspaceId).containsExactly("w1");
    }

    @Test
    void givesTheSameScanAsLongAsNothingChanges() throws IOException {
        // Given
        file("log/run/Loop_0/coding/coder result/12/" + STAMP);
        FolderScan first = lister.list();

        // When / Then
        assertThat(lister.list()).isSameAs(first);
        file("log/run/Loop_1/coding/coder result/12/" + STAMP);
        assertThat(lister.list()).isNotSameAs(first);
    }

    @Test
    void findsAFolderThatCameWithinTheTimeThatItsDiskCannotTellApart() throws IOException {
        // Given: a time that stays as it is, and is so new that no pause of a busy machine makes it old
        file("log/20250107_001/workspace_w1/feedback.json");
        Path task = real("log/20250107_001");
        FileTime coarse = FileTime.from(Instant.now().plusSeconds(30));
        Files.setLastModifiedTime(task, coarse);
        assertThat(lister.list().folders()).hasSize(1);

        // When
        file("log/20250107_001/workspace_w2/feedback.json");
        Files.setLastModifiedTime(task, coarse);

        // Then
        assertThat(lister.list().folders())
                .extracting(WorkspaceFolder::workspaceId)
                .containsExactly("w1", "w2");
    }

    private static SessionEntry.Mark mark(SessionEntry entry) {
        return java.util.Objects.requireNonNull(entry.mark());
    }

    private Path file(String name) throws IOException {
        Path file = folder.toRealPath().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    private Path real(String name) throws IOException {
        return folder.toRealPath().resolve(name);
    }

    private static void age(Path path, Duration by) throws IOException {
        Files.setLastModifiedTime(
                path, FileTime.from(Instant.now().minus(by).truncatedTo(java.time.temporal.ChronoUnit.MINUTES)));
    }
}
