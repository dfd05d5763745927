package dev.loopline.catalog.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogStateTest {

    @TempDir
    Path folder;

    private CatalogState state;

    @BeforeEach
    void open() throws Exception {
        state = CatalogState.open(folder);
        state.readUpTo(Map.of());
    }

    @AfterEach
    void close() throws SQLException {
        state.close();
    }

    @Test
    void showsTheBestOccurrenceAndPublishesOnlyTheLoopThatChanged() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("f", "MA(5)").sharpe(0.0));
        drain();

        // When
        put(SampleLoop.of("b", 0).factor("feature_f", "MA( 6 )").sharpe(0.5));
        Map<LoopKey, Announcement> published = drain();

        // Then
        assertThat(published).containsOnlyKeys(new LoopKey("b", 0));
        assertThat(updated(published, "b").occurrences()).hasSize(1);
        assertThat(factor("f").path("task_run_id").textValue()).isEqualTo("b");
        assertThat(factor("f").path("occurrence_count").intValue()).isEqualTo(2);
        assertThat(factor("f").path("variants").intValue()).isEqualTo(2);
    }

    @Test
    void showsTheNextBestWhenTheBestIsWithdrawnOrLeavesTheFactorOut() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("f", "MA(5)").sharpe(null));
        put(SampleLoop.of("b", 0).factor("f", "MA(5)").factor("own", "B").sharpe(2.0));
        put(SampleLoop.of("c", 0).factor("f", "MA(5)").sharpe(3.0));
        drain();

        // When
        put(SampleLoop.of("c", 0).revision(2).factor("g", "G"));
        Applied applied = withdraw("b", 2);
        Map<LoopKey, Announcement> published = drain();

        // Then
        assertThat(applied.withdrawn()).isOne();
        assertThat(factor("f").path("task_run_id").textValue()).isEqualTo("a");
        assertThat(factor("f").path("occurrence_count").intValue()).isOne();
        assertThat(factor("own").isMissingNode()).isTrue();
        assertThat(published).containsOnlyKeys(new LoopKey("b", 0), new LoopKey("c", 0));
        assertThat(((Announcement.Withdrawal) published.get(new LoopKey("b", 0))).tombstone())
                .isEqualTo(Tombstone.of(new LoopKey("b", 0), 2));
    }

    @Test
    void publishesNothingWhenTheSameComesAgain() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("f", "MA(5)"));
        Announcement first = drain().get(new LoopKey("a", 0));

        // When
        Applied again = put(SampleLoop.of("a", 0).factor("f", "MA(5)"));

        // Then
        assertThat(again).isEqualTo(new Applied(0, 0, 1, 0));
        assertThat(drain()).isEmpty();
        assertThat(change()).isEqualTo(first.change());
    }

    @Test
    void neverStepsBack() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).revision(3).hypothesis("new"));
        withdraw("b", 5);
        drain();

        // When
        Applied older = put(SampleLoop.of("a", 0).revision(2).hypothesis("old"));
        Applied olderTombstone = withdraw("a", 2);
        Applied beforeWithdrawal = put(SampleLoop.of("b", 0).revision(5));

        // Then
        assertThat(older.superseded() + olderTombstone.superseded() + beforeWithdrawal.superseded())
                .isEqualTo(3);
        assertThat(drain()).isEmpty();
    }

    @Test
    void keepsWhatIsNotPublishedYetOverACrash() throws Exception {
        // Given
        put(SampleLoop.of("a", 0));
        put(SampleLoop.of("b", 0));
        List<Announcement> before = state.waiting(10);

        // When
        reopen();

        // Then
        assertThat(before).hasSize(2);
        assertThat(state.waiting(10)).isEqualTo(before);
    }

    @Test
    void keepsPositionsWithTheChangesThatTheyStandFor() throws Exception {
        // When
        state.apply(List.of(present(SampleLoop.of("a", 0))), Map.of(3, 17L));
        state.readTo(Map.of(4, 2L));
        reopen();

        // Then
        assertThat(state.positions()).isEqualTo(Map.of(3, 17L, 4, 2L));
        assertThat(state.isNew()).isFalse();
    }

    @Test
    void setsADamagedFileAside() throws Exception {
        // Given
        state.close();
        Files.write(
                folder.resolve(CatalogState.FILE_NAME),
                "this is not a database, not at all".repeat(200).getBytes());

        // When
        state = CatalogState.open(folder);

        // Then
        assertThat(state.isNew()).isTrue();
        assertThat(folder.resolve("set-aside-catalog.sqlite")).exists();
    }

    @Test
    void setsAFileOfAnEarlierVersionAside() throws Exception {
        // Given
        markVersion(Schema.VERSION - 1);

        // When
        state = CatalogState.open(folder);

        // Then
        assertThat(state.isNew()).isTrue();
        assertThat(folder.resolve("set-aside-catalog.sqlite")).exists();
    }

    @Test
    void refusesAFileOfANewerVersionAndLeavesItAsItIs() throws Exception {
        // Given
        state.apply(List.of(present(SampleLoop.of("a", 0))), Map.of(3, 17L));
        markVersion(Schema.VERSION + 1);
        byte[] before = Files.readAllBytes(folder.resolve(CatalogState.FILE_NAME));

        // When, Then
        assertThatThrownBy(() -> CatalogState.open(folder))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("made by a newer Loopline")
                .hasMessageContaining("version " + (Schema.VERSION + 1));
        assertThat(folder.resolve(CatalogState.FILE_NAME)).hasBinaryContent(before);
        assertThat(folder.resolve("set-aside-catalog.sqlite")).doesNotExist();
    }

    /** Closes the state and gives its file another version. */
    private void markVersion(int version) throws Exception {
        state.close();
        try (Sql db = StateConnections.writer(folder.resolve(CatalogState.FILE_NAME))) {
            db.update("PRAGMA user_version = " + version);
        }
    }

    @Test
    void publishesAllLoopsOfANewStateWhenTheInputIsReadToItsEnd() throws Exception {
        // Given
        state.close();
        state = CatalogState.open(Files.createDirectory(folder.resolve("other")));
        state.readUpTo(Map.of(2, 9L));

        // When
        state.apply(List.of(present(SampleLoop.of("a", 0).factor("g", "G"))), Map.of(2, 8L));

        // Then: nothing goes out before the input was read to its end
        assertThat(state.finishRecoveryIfComplete()).isFalse();
        assertThat(state.waiting(10)).isEmpty();

        // When: the last record withdraws a loop that AIstock may still have
        state.apply(List.of(new Change.Withdrawn(new LoopKey("gone", 0), 4)), Map.of(2, 9L));

        // Then
        assertThat(state.finishRecoveryIfComplete()).isTrue();
        assertThat(drain()).containsOnlyKeys(new LoopKey("a", 0), new LoopKey("gone", 0));
    }

    @Test
    void doesNotTryAgainWhatTheBrokerRefuses() throws Exception {
        // Given
        put(SampleLoop.of("a", 0));

        // When
        state.refused(state.waiting(1).get(0), "too large");

        // Then
        assertThat(state.waiting(1)).isEmpty();
        assertThat(state.refusal(new LoopKey("a", 0))).contains("too large");
        put(SampleLoop.of("a", 0).revision(2));
        assertThat(state.waiting(1)).hasSize(1);
    }

    @Test
    void announcesEverythingToATopicThatWasMadeAnew() throws Exception {
        // Given
        put(SampleLoop.of("a", 0));
        drain();
        assertThat(state.isReplaced("t", "one")).isFalse();
        state.noteIdentity("t", "one");
        assertThat(state.isReplaced("t", "one")).isFalse();

        // When
        assertThat(state.isReplaced("t", "two")).isTrue();
        state.markAll();

        // Then: as long as it is not noted, it is to be done once more
        assertThat(state.isReplaced("t", "two")).isTrue();
        state.noteIdentity("t", "two");
        assertThat(state.isReplaced("t", "two")).isFalse();
        assertThat(drain()).hasSize(1);
    }

    @Test
    void ordersLoopsAsTheirKeysAreOrdered() {
        List<LoopKey> keys = List.of(
                new LoopKey("a", 2),
                new LoopKey("a", 10),
                new LoopKey("a b", 0),
                new LoopKey("ab", 0),
                new LoopKey("a\uFFFD", 1),
                new LoopKey("a\uD83D\uDE00", 1));

        assertThat(keys.stream()
                        .map(LoopOrder::encode)
                        .sorted(Arrays::compareUnsigned)
                        .map(LoopOrder::decode))
                .containsExactlyElementsOf(keys.stream().sorted().toList());
    }

    private Applied put(SampleLoop loop) throws SQLException {
        return state.apply(List.of(present(loop)), Map.of());
    }

    private static Change present(SampleLoop loop) {
        return new Change.Present(LoopProjector.project(loop.event()));
    }

    private Applied withdraw(String taskRun, long revision) throws SQLException {
        return state.apply(List.of(new Change.Withdrawn(new LoopKey(taskRun, 0), revision)), Map.of());
    }

    /** Takes all that waits, as if the broker had it. */
    private Map<LoopKey, Announcement> drain() throws SQLException {
        List<Announcement> waiting = state.waiting(100);
        state.published(waiting);
        Map<LoopKey, Announcement> byLoop = new HashMap<>();
        waiting.forEach(one -> byLoop.put(one.key(), one));
        return byLoop;
    }

    private static CatalogUpdated updated(Map<LoopKey, Announcement> published, String taskRun) {
        return ((Announcement.Updated) published.get(new LoopKey(taskRun, 0))).event();
    }

    private long change() throws SQLException {
        try (CatalogReader reader = CatalogReader.open(state.file())) {
            return reader.change();
        }
    }

    private JsonNode factor(String name) throws Exception {
        try (CatalogReader reader = CatalogReader.open(state.file())) {
            Optional<String> entry = reader.factor(name);
            return entry.isEmpty() ? MissingNode.getInstance() : Json.mapper().readTree(entry.get());
        }
    }

    private void reopen() throws SQLException, IOException {
        state.close();
        state = CatalogState.open(folder);
    }
}
