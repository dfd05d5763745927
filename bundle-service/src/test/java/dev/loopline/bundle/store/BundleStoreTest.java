package dev.loopline.bundle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What bundlers may rely on wherever the archives are. */
abstract class BundleStoreTest {

    static final BundleId ID = BundleId.of(new LoopKey("run", 1));

    BundleStore store;

    @BeforeEach
    void open() throws IOException {
        store = openStore();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    /** A further bundler on the same place. */
    abstract BundleStore openStore() throws IOException;

    /** Somebody removes the archive. */
    abstract void lose(BundleId id) throws IOException;

    /** Somebody removes what is noted of an archive. */
    abstract void loseEntry(BundleId id) throws IOException;

    /** Somebody writes the archive over. */
    abstract void overwrite(BundleId id, String content) throws IOException;

    /** Somebody puts a copy of the archive in its place. */
    abstract void touch(BundleId id) throws IOException;

    /** Somebody writes over what is noted. */
    abstract void damageEntry(BundleId id) throws IOException;

    @Test
    void anArchiveIsVisibleOnlyAfterItsCommit() throws IOException {
        // Given
        StagedArchive staged = staged(store, 1, "one");
        assertThat(store.find(ID)).isEmpty();

        // When
        List<Placement> placed = store.commit(List.of(staged));

        // Then
        assertThat(placed).containsExactly(Placement.PLACED);
        assertThat(store.find(ID)).get().extracting(StoredArchive::sha256).isEqualTo(digest("one"));
        assertThat(store.list()).extracting(BundleStore.Listed::id).containsExactly(ID);
        assertThat(staged.file()).doesNotExist();
    }

    @Test
    void aSlowBundlerCannotReplaceTheWorkOfAFasterOneWithANewerRevision() throws IOException {
        // Given
        StagedArchive slow = staged(store, 1, "old");
        try (BundleStore other = openStore()) {
            other.commit(List.of(staged(other, 2, "new")));
        }

        // When
        List<Placement> placed = store.commit(List.of(slow));

        // Then
        assertThat(placed).containsExactly(Placement.OUTDATED);
        assertThat(content(store, ID)).isEqualTo("new");
        assertThat(slow.file()).doesNotExist();
    }

    @Test
    void twoBundlersEndWithOneFileAndOneDigest() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (BundleStore other = openStore()) {
            List<Callable<List<Placement>>> race = List.of(
                    () -> store.commit(List.of(staged(store, 3, "same"))),
                    () -> other.commit(List.of(staged(other, 3, "same"))));

            // When
            for (int round = 0; round < 20; round++) {
                for (Future<List<Placement>> done : threads.invokeAll(race)) {
                    assertThat(done.get()).containsAnyOf(Placement.PLACED, Placement.SAME);
                }
            }
        } finally {
            threads.shutdownNow();
        }

        // Then
        assertThat(store.list()).extracting(BundleStore.Listed::id).containsExactly(ID);
        assertThat(store.find(ID)).get().extracting(StoredArchive::sha256).isEqualTo(digest("same"));
        assertThat(store.holds(store.entry(ID).orElseThrow())).isTrue();
    }

    @Test
    void aLookTellsWhatIsLostAndWhatHasAnotherSizeOrTime() throws IOException {
        // Given
        List<BundleId> ids = Stream.of("lost", "cut", "touched", "whole", "withdrawn")
                .map(run -> BundleId.of(new LoopKey(run, 1)))
                .toList();
        for (BundleId id : ids) {
            store.commit(List.of(staged(store, id, 1, "content")));
        }
        ArchiveScan scan = store.scan();
        assertThat(scan.look()).isEmpty();

        // When
        lose(ids.get(0));
        overwrite(ids.get(1), "cont");
        touch(ids.get(2));
        lose(ids.get(4));
        store.withdraw(ids.get(4), 2, Instant.EPOCH);

        // Then
        assertThat(scan.look())
                .extracting(suspect -> suspect.archive().id(), ArchiveScan.Suspect::sign)
                .containsExactlyInAnyOrder(
                        tuple(ids.get(0), ArchiveScan.Sign.LOST),
                        tuple(ids.get(1), ArchiveScan.Sign.OTHER_SIZE),
                        tuple(ids.get(2), ArchiveScan.Sign.OTHER_TIME));
        assertThat(scan.archives()).hasSize(4);
    }

    @Test
    void whatWasLostTogetherWithItsEntryIsStillMissed() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        ArchiveScan scan = store.scan();
        scan.look();

        // When
        lose(ID);
        loseEntry(ID);

        // Then
        assertThat(scan.look()).singleElement().satisfies(suspect -> {
            assertThat(suspect.sign()).isEqualTo(ArchiveScan.Sign.LOST);
            assertThat(scan.isStill(suspect)).isTrue();
        });
    }

    @Test
    void aDamagedEntryIsAsGoodAsNone() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        damageEntry(ID);

        // When, Then
        assertThat(store.entry(ID)).isEmpty();
        assertThat(store.find(ID)).get().extracting(StoredArchive::sha256).isEqualTo(digest("one"));
    }

    @Test
    void aWithdrawalKeepsTheArchiveAndTheRevision() throws IOException {
        // Given
        store.commit(List.of(staged(store, 2, "one")));

        // When
        store.withdraw(ID, 3, Instant.EPOCH);

        // Then
        IndexEntry entry = store.entry(ID).orElseThrow();
        assertThat(entry.withdrawn()).isTrue();
        assertThat(entry.revision()).isEqualTo(3);
        assertThat(store.find(ID)).isPresent();
    }

    @Test
    void anArchiveThatWasRemovedIsNotBroughtBackByALateOlderRevision() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        store.withdraw(ID, 3, Instant.EPOCH);
        boolean removed = store.remove(ID, store.entry(ID).orElseThrow());

        // When
        List<Placement> placed = store.commit(List.of(staged(store, 2, "late")));

        // Then
        assertThat(removed).isTrue();
        assertThat(placed).containsExactly(Placement.OUTDATED);
        assertThat(store.find(ID)).isEmpty();
    }

    @Test
    void nothingIsRemovedOnADecisionThatNoLongerHolds() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        IndexEntry live = store.entry(ID).orElseThrow();
        store.withdraw(ID, 2, Instant.EPOCH);
        IndexEntry judged = store.entry(ID).orElseThrow();
        store.commit(List.of(staged(store, 3, "back again")));

        // When, Then
        assertThat(store.remove(ID, live)).isFalse();
        assertThat(store.remove(ID, judged)).isFalse();
        assertThat(store.remove(ID, store.entry(ID).orElseThrow())).isFalse();
        assertThat(store.find(ID)).isPresent();
    }

    static StagedArchive staged(BundleStore store, long revision, String content) throws IOException {
        return staged(store, ID, revision, content);
    }

    static StagedArchive staged(BundleStore store, BundleId id, long revision, String content) throws IOException {
        Path file = Files.writeString(store.newTemporaryFile(), content);
        BundleManifest manifest = new BundleManifest(
                1,
                id.value(),
                id.value().substring("bundle_".length(), id.value().length() - "_1".length()),
                1,
                Instant.EPOCH,
                "ws",
                "F:/ws",
                "",
                "",
                new BundleManifest.PrimaryAssets("", "", ""),
                List.of(),
                List.of());
        Bundle bundle = new Bundle(
                id.value(),
                id.fileName(),
                "production_bundles/" + id.fileName(),
                content.length(),
                digest(content),
                manifest);
        return new StagedArchive(file, revision, digest("claim " + content), bundle);
    }

    static String content(BundleStore store, BundleId id) throws IOException {
        try (InputStream in = store.find(id).orElseThrow().bytes().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
