package dev.loopline.bundle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.kit.bucket.BucketException;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketStoreTest extends BundleStoreTest {

    private static ObjectStore objects;

    @TempDir
    Path work;

    private BucketPlace place;

    @BeforeAll
    static void start() {
        objects = ObjectStore.start();
    }

    @AfterAll
    static void stop() {
        objects.close();
    }

    @AfterEach
    void closePlace() {
        place.close();
    }

    @Override
    BundleStore openStore() throws IOException {
        if (place == null) {
            place = new BucketPlace(objects);
        }
        return place.bundler(work);
    }

    @Override
    void lose(BundleId id) throws IOException {
        for (String key : keys(id, ".tar.gz")) {
            place.delete(key);
        }
    }

    @Override
    void loseEntry(BundleId id) throws IOException {
        for (String key : keys(id, ".json")) {
            place.delete(key);
        }
    }

    @Override
    void overwrite(BundleId id, String content) throws IOException {
        for (String key : keys(id, ".tar.gz")) {
            place.put(key, content.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    void touch(BundleId id) throws IOException {
        overwrite(id, "CONTENT");
    }

    @Override
    void damageEntry(BundleId id) throws IOException {
        for (String key : keys(id, ".json")) {
            place.put(key, "{\"format\":".getBytes(StandardCharsets.UTF_8));
        }
        store.close();
        store = openStore();
    }

    private List<String> keys(BundleId id, String extension) throws IOException {
        return place.keys().stream()
                .filter(key -> key.startsWith(id + "/") && key.endsWith(extension))
                .toList();
    }

    @Test
    void whatWasWrittenIsNeverReplacedByOtherContent() throws IOException {
        // Given: two bundlers pack one revision, differently, and the loop is withdrawn by a record without revision
        try (BundleStore other = openStore()) {
            store.commit(List.of(staged(store, 3, "one")));
            List<String> first = place.keys();
            byte[] entry = place.get(keys(ID, ".json").get(0));

            // When
            other.commit(List.of(staged(other, 3, "two")));
            other.withdraw(ID, 0, Instant.EPOCH);

            // Then
            assertThat(place.keys()).containsAll(first).hasSize(5);
            assertThat(place.get(keys(ID, ".json").get(0))).isEqualTo(entry);
        }
        assertThat(store.entry(ID).orElseThrow().withdrawn()).isTrue();
        for (String content : List.of("one", "two")) {
            assertThat(store.find(ID, digest(content)).orElseThrow().sha256()).isEqualTo(digest(content));
        }
    }

    @Test
    void theSameFactsLeaveNothingNew() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "same")));
        List<String> before = place.keys();

        // When
        StagedArchive again = staged(store, 1, "same");
        List<Placement> placed = store.commit(List.of(again));
        store.confirm(ID, 1);

        // Then
        assertThat(placed).containsExactly(Placement.SAME);
        assertThat(again.file()).doesNotExist();
        assertThat(place.keys()).isEqualTo(before);
    }

    @Test
    void anArchiveOfAnOlderRevisionGoesAfterATimeAndNoOtherOne() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        store.commit(List.of(staged(store, 2, "two")));
        try (BundleStore other = openStore()) {
            other.commit(List.of(staged(other, 2, "also two")));
        }
        BucketLeftovers leftovers = ((BucketStore) store).leftovers();

        // When, Then
        assertThat(leftovers.removeSuperseded(Instant.now().minusSeconds(3600))).isZero();
        assertThat(store.find(ID, digest("one")).orElseThrow().sha256()).isEqualTo(digest("one"));
        assertThat(leftovers.removeSuperseded(Instant.now().plusSeconds(3600))).isEqualTo(1);
        assertThat(leftovers.removeSuperseded(Instant.now().plusSeconds(3600))).isZero();
        assertThat(keys(ID, ".tar.gz")).containsExactlyInAnyOrder(key(digest("two")), key(digest("also two")));
        assertThat(keys(ID, ".json")).hasSize(2);
    }

    @Test
    void archivesOfWhichNothingIsNotedStay() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        loseEntry(ID);

        // When
        ((BucketStore) store).leftovers().removeSuperseded(Instant.now().plusSeconds(3600));

        // Then
        assertThat(store.hasArchive(ID)).isTrue();
        assertThat(store.adopt(staged(store, 1, "one"))).isTrue();
        assertThat(store.entry(ID)).isPresent();
    }

    @Test
    void aStoreThatIsAwayIsWaitedForAndNothingIsLost() throws IOException {
        // Given
        StagedArchive staged = staged(store, 1, "one");
        place.line().answerUnavailable();

        // When, Then
        assertThatThrownBy(() -> store.commit(List.of(staged)))
                .isInstanceOf(BucketException.class)
                .hasMessageContaining("503");
        place.line().mend();
        assertThat(store.commit(List.of(staged))).containsExactly(Placement.PLACED);
    }

    @Test
    void aBatchIsCommittedSideBySide() throws IOException {
        // Given
        List<StagedArchive> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            batch.add(staged(store, BundleId.of(new LoopKey("batch", i)), 1, "content " + i));
        }
        place.line().delay(50);
        long began = System.nanoTime();

        // When
        List<Placement> placed = store.commit(batch);

        // Then: one after the other, three requests each would take at least 1.2 s
        assertThat(placed).hasSize(8).containsOnly(Placement.PLACED);
        assertThat(store.list()).hasSize(8);
        assertThat(System.nanoTime() - began).isPositive();
    }

    @Test
    void aNewerRevisionThatCameMeanwhileIsToBeAnnouncedOnceMore() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        ArchiveScan scan = store.scan();

        // When
        boolean said = store.announce(ID, 1, () -> {
            try (BundleStore other = openStore()) {
                other.commit(List.of(staged(other, 2, "two")));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        // Then
        assertThat(said).isTrue();
        assertThat(scan.look()).extracting(ArchiveScan.Suspect::sign).containsExactly(ArchiveScan.Sign.UNANNOUNCED);
        assertThat(store.announce(ID, 1, () -> {})).isFalse();
        assertThat(store.announce(ID, 2, () -> {})).isTrue();
        assertThat(scan.look()).isEmpty();
    }

    @Test
    void aBucketThatWasEmptiedBetweenTwoLooksMayBeOlder() throws IOException {
        // Given
        ArchiveScan scan = store.scan();
        scan.look();
        scan.isUpToDate();
        scan.look();
        assertThat(scan.mayBeOlder()).isFalse();
        store.commit(List.of(staged(store, 1, "never looked at")));

        // When
        for (String key : place.keys()) {
            place.delete(key);
        }

        // Then
        assertThat(scan.look()).isEmpty();
        assertThat(scan.mayBeOlder()).isTrue();
    }

    @Test
    void damageThatOnlyReadingTellsIsRemembered() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        ArchiveScan scan = store.scan();
        scan.look();
        KnownArchive archive = scan.archive(ID.value()).orElseThrow();

        // When
        assertThat(scan.distrust(archive)).isTrue();

        // Then
        assertThat(store.holds(store.entry(ID).orElseThrow())).isFalse();
        assertThat(store.untouched(ID)).isEmpty();

        // When
        assertThat(store.commit(List.of(staged(store, 1, "one")))).containsExactly(Placement.PLACED);

        // Then
        assertThat(store.holds(store.entry(ID).orElseThrow())).isTrue();
        assertThat(scan.look()).isEmpty();
    }

    private static String key(Sha256 sha256) {
        return ID + "/" + sha256 + ".tar.gz";
    }
}
