package dev.loopline.bundle.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.store.BucketPlace;
import dev.loopline.bundle.store.BucketStore;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCopiesTest {

    private static ObjectStore objects;

    @TempDir
    Path home;

    @TempDir
    Path work;

    private BucketPlace place;
    private BucketStore bucket;
    private FolderStore folder;
    private FolderCopies copies;

    @BeforeAll
    static void start() {
        objects = ObjectStore.start();
    }

    @AfterAll
    static void stop() {
        objects.close();
    }

    @BeforeEach
    void open() throws IOException {
        place = new BucketPlace(objects);
        bucket = place.bundler(work);
        folder = new FolderStore(home.resolve("production_bundles"));
        copies = new FolderCopies(bucket, folder);
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
        bucket.close();
        place.close();
    }

    @Test
    void copiesWhatIsMissingOrOlderAndNothingTwice() throws IOException {
        // Given
        LoopFixture loop = LoopFixture.typical(home, "run", 1);
        pack(loop.event());
        pack(LoopFixture.typical(home, "run", 2).event());

        // When, Then
        assertThat(copies.refresh()).isEqualTo(2);
        assertThat(copies.refresh()).isZero();

        // When
        Bundle newer = pack(loop.file("model.py", Kind.CODE, "model_cls = list\n")
                .revision(2)
                .event());

        // Then
        assertThat(copies.refresh()).isEqualTo(1);
        assertThat(digest(newer)).isEqualTo(newer.sha256());
        assertThat(copies.archives()).hasSize(2);
    }

    @Test
    void fetchesAgainWhatWasLostOrChangedHere() throws IOException {
        // Given
        Bundle lost = pack(LoopFixture.typical(home, "lost", 1).event());
        Bundle cut = pack(LoopFixture.typical(home, "cut", 1).event());
        copies.refresh();

        // When
        Files.delete(copy(lost));
        Files.write(copy(cut), new byte[10]);

        // Then
        assertThat(copies.refresh()).isEqualTo(2);
        assertThat(digest(lost)).isEqualTo(lost.sha256());
        assertThat(digest(cut)).isEqualTo(cut.sha256());
    }

    @Test
    void followsAWithdrawalAndTheEndOfTheArchive() throws IOException {
        // Given
        Bundle bundle = pack(LoopFixture.typical(home, "run", 1).event());
        BundleId id = new BundleId(bundle.bundleId());
        copies.refresh();

        // When
        bucket.withdraw(id, 2, Instant.EPOCH);
        copies.refresh();
        copies.removeGone();

        // Then
        assertThat(copy(bundle)).exists();
        assertThat(folder.entry(id).orElseThrow().withdrawn()).isTrue();

        // When
        bucket.remove(id, bucket.entry(id).orElseThrow());
        copies.removeGone();

        // Then
        assertThat(copy(bundle)).doesNotExist();
        assertThat(copies.refresh()).isZero();
    }

    @Test
    void aDamagedArchiveIsNotCopied() throws IOException {
        // Given
        Bundle bundle = pack(LoopFixture.typical(home, "run", 1).event());
        place.put(bundle.bundleId() + "/" + bundle.sha256() + ".tar.gz", new byte[] {1, 2, 3});

        // When, Then
        assertThat(copies.refresh()).isZero();
        assertThat(copy(bundle)).doesNotExist();
    }

    private Bundle pack(LoopBackfilled event) throws IOException {
        return new LoopPacker(home, bucket)
                .packAll(List.of(event))
                .get(event.key())
                .match(bundle -> bundle, other -> {
                    throw new AssertionError(other);
                });
    }

    private Path copy(Bundle bundle) {
        return folder.folder().resolve(bundle.fileName());
    }

    private Sha256 digest(Bundle bundle) throws IOException {
        return Sha256.of(Files.readAllBytes(copy(bundle)));
    }
}
