package dev.loopline.catalog.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogStateTest {

    private static final String MA5 = FactorFingerprint.of("x", "MA(5)", null);
    private static final Recovery NOTHING = new Recovery(0, Map.of(), Map.of(), Map.of());

    @TempDir
    Path folder;

    private CatalogState state;

    @BeforeEach
    void open() throws Exception {
        state = CatalogState.open(folder);
        state.beginRecovery(NOTHING);
    }

    @AfterEach
    void close() throws SQLException {
        state.close();
    }

    @Test
    void showsTheFactorOfTheBestLoopAndPublishesBothWhenItMoves() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("slow", "MA(5)").sharpe(0.0));
        drain();

        // When
        put(SampleLoop.of("b", 0).factor("fast", "ma(5)").sharpe(0.5));
        Map<LoopKey, Announcement> published = drain();

        // Then
        assertThat(published).containsOnlyKeys(new LoopKey("a", 0), new LoopKey("b", 0));
        assertThat(updated(published, "a").ownedFactors()).isEmpty();
        assertThat(updated(published, "a").occurrences()).hasSize(1);
        FactorEntry shown = updated(published, "b").ownedFactors().get(0);
        assertThat(shown.name()).isEqualTo("fast");
        assertThat(shown.occurrenceCount()).isEqualTo(2);
        assertThat(updated(published, "b").sequence()).isGreaterThan(1);
    }

    @Test
    void leavesTheOwnerAloneWhenAnotherLoopIsNoBetter() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("f", "MA(5)").sharpe(1.0));
        drain();

        // When
        put(SampleLoop.of("b", 0).factor("f", "MA(5)").sharpe(1.0));

        // Then
        assertThat(drain()).containsOnlyKeys(new LoopKey("b", 0));
    }

    @Test
    void givesThePlaceBackWhenTheOwnerIsWithdrawn() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("f", "MA(5)").sharpe(1.0));
        put(SampleLoop.of("b", 0).factor("f", "MA(5)").factor("own", "B").sharpe(2.0));
        drain();

        // When
        Applied applied = withdraw("b", 2);
        Map<LoopKey, Announcement> published = drain();

        // Then
        assertThat(applied.withdrawn()).isOne();
        assertThat(updated(published, "a").ownedFactors())
                .singleElement()
                .satisfies(factor -> assertThat(factor.occurrenceCount()).isOne());
        Tombstone tombstone = ((Announcement.Withdrawal) published.get(new LoopKey("b", 0))).tombstone();
        assertThat(tombstone.goneFingerprints()).containsExactly(FactorFingerprint.of("own", "B", null));
        assertThat(tombstone.revision()).isEqualTo(2);
        assertThat(tombstone.sequence()).isPositive();
    }

    @Test
    void namesAFactorAsGoneUntilALoopHasItAgain() throws Exception {
        // Given
        put(SampleLoop.of("a", 0).factor("f", "MA(5)"));
        put(SampleLoop.of("a", 0).revision(2).factor("g", "G"));
        assertThat(updated(drain(), "a").goneFingerprints()).containsExactly(MA5);

        // When
        put(SampleLoop.of("b", 0).factor("f", "MA(5)"));
        put(SampleLoop.of("a", 0).revision(3).factor("g", "G"));
        Map<LoopKey, Announcement> published = drain();

        // Then
        assertThat(updated(published, "a").goneFingerprints()).isEmpty();
        assertThat(updated(published, "b").ownedFactors()).hasSize(1);
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
        assertThat(sequence()).isEqualTo(first.sequence());
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
        long before = state.waiting(10).get(1).sequence();

        // When
        reopen();

        // Then: under the same sequence, so that the same fact stays one fact
        assertThat(state.waiting(10)).hasSize(2);
        assertThat(state.waiting(10).get(1).sequence()).isEqualTo(before);
        put(SampleLoop.of("c", 0));
        assertThat(sequence()).isGreaterThan(before + CatalogState.SEQUENCE_RESERVE);
    }

    @Test
    void keepsPositionsWithTheChangesThatTheyStandFor() throws Exception {
        // When
        state.apply(List.of(present(SampleLoop.of("a", 0))), Map.of(3, 17L));
        state.readTo(Map.of(4, 2L));
        reopen();

        // Then
        assertThat(state.positions()).isEqualTo(Map.of(3, 17L, 4, 2L));
        assertThat(state.needsRecovery()).isFalse();
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
        assertThat(state.needsRecovery()).isTrue();
        assertThat(folder.resolve("set-aside-catalog.sqlite")).exists();
    }

    @Test
    void recoversWithHigherSequencesAndWithdrawsWhatIsNoMore() throws Exception {
        // Given
        state.close();
        Path other = Files.createDirectory(folder.resolve("other"));
        state = CatalogState.open(other);
        LoopKey lost = new LoopKey("lost", 7);
        state.beginRecovery(new Recovery(
                500,
                Map.of(lost, 4L, new LoopKey("a", 0), 1L),
                Map.of(MA5, lost, "old", new LoopKey("a", 0)),
                Map.of(2, 9L)));

        // When
        state.apply(List.of(present(SampleLoop.of("a", 0).factor("g", "G"))), Map.of(2, 8L));

        // Then: nothing goes out before the input was read to its end
        assertThat(state.finishRecoveryIfComplete()).isFalse();
        assertThat(state.waiting(10)).isEmpty();

        // When
        state.readTo(Map.of(2, 9L));
        assertThat(state.finishRecoveryIfComplete()).isTrue();
        Map<LoopKey, Announcement> published = drain();

        // Then
        assertThat(published).containsOnlyKeys(lost, new LoopKey("a", 0));
        assertThat(updated(published, "a").goneFingerprints()).containsExactly("old");
        Tombstone tombstone = ((Announcement.Withdrawal) published.get(lost)).tombstone();
        assertThat(tombstone.goneFingerprints()).containsExactly(MA5);
        assertThat(tombstone.revision()).isEqualTo(4);
        assertThat(published.values())
                .allSatisfy(one -> assertThat(one.sequence()).isGreaterThan(500));
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

    private long sequence() throws SQLException {
        try (CatalogReader reader = CatalogReader.open(state.file())) {
            return reader.sequence();
        }
    }

    private void reopen() throws SQLException, IOException {
        state.close();
        state = CatalogState.open(folder);
    }
}
