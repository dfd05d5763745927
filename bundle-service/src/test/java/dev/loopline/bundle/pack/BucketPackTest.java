package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.BucketPlace;
import dev.loopline.bundle.store.BucketStore;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops are packed into a bucket as they are into a folder. */
class BucketPackTest {

    private static final String WEIGHT = "mlruns/1/r1/artifacts/params.pkl";
    private static final BundleId ID = new BundleId("bundle_run_1");
    private static ObjectStore objects;

    @TempDir
    Path home;

    @TempDir
    Path work;

    private BucketPlace place;
    private BucketStore store;
    private LoopFixture loop;

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
        store = place.bundler(work);
        loop = LoopFixture.typical(home, "run", 1);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        place.close();
    }

    @Test
    void givesTheBundleThatAFolderGives() throws IOException {
        // Given
        Bundle inFolder;
        try (FolderStore folder = new FolderStore(home.resolve("production_bundles"))) {
            inFolder = bundle(new LoopPacker(home, folder)
                    .packAll(List.of(loop.event()))
                    .get(loop.event().key()));
        }

        // When
        Bundle bundle = bundle(pack(loop.event()));

        // Then
        assertThat(bundle).isEqualTo(inFolder);
        assertThat(Sha256.of(archive(bundle))).isEqualTo(bundle.sha256());
        assertThat(place.keys()).hasSize(2).allMatch(key -> key.startsWith("bundle_run_1/"));
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void aReplayNeedsNoWorkspaceAndWritesNothing() throws IOException {
        // Given
        pack(loop.event());
        List<String> before = place.keys();
        FileTrees.delete(loop.folder(loop.primary()));

        // When
        PackOutcome again = pack(loop.event());

        // Then
        assertThat(again).isInstanceOf(PackOutcome.AlreadyPacked.class);
        assertThat(place.keys()).isEqualTo(before);
    }

    @Test
    void whatVanishedIsTakenFromTheArchiveInTheBucket() throws IOException {
        // Given
        pack(loop.event());
        loop.file("model.py", Kind.CODE, "model_cls = list\n").revision(2);
        Files.delete(loop.folder(loop.primary()).resolve(WEIGHT));

        // When
        Bundle second = bundle(pack(loop.event()));

        // Then
        assertThat(second.manifest().members())
                .filteredOn(member -> member.name().equals(WEIGHT))
                .singleElement()
                .extracting(Member::takenFromFormer)
                .isEqualTo(true);
        assertThat(Sha256.of(archive(second))).isEqualTo(second.sha256());
        assertThat(pack(loop.revision(1).event())).isEqualTo(new PackOutcome.Superseded(2));
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void aStoreThatFailsWhileTheFormerArchiveIsFetchedIsNoDamage() throws IOException {
        // Given
        pack(loop.event());
        loop.file("model.py", Kind.CODE, "model_cls = list\n").revision(2);
        Files.delete(loop.folder(loop.primary()).resolve(WEIGHT));
        LoopBackfilled second = loop.event();
        place.line().answerUnavailable();

        // When, Then
        assertThatThrownBy(() -> pack(second))
                .isInstanceOf(IOException.class)
                .satisfies(failure ->
                        assertThat(FailureClassifier.isTransient(failure)).isTrue());
        assertThat(temporaryFiles()).isEmpty();
        place.line().mend();
        assertThat(pack(second)).isInstanceOf(PackOutcome.Packed.class);
    }

    @Test
    void aLostArchiveIsPackedAgainUnderTheSameName() throws IOException {
        // Given
        Bundle bundle = bundle(pack(loop.event()));
        List<String> before = place.keys();
        place.delete(ID + "/" + bundle.sha256() + ".tar.gz");

        // When
        PackOutcome outcome = new LoopPacker(home, store).restore(new BundleCreated(bundle, loop.event()));

        // Then
        assertThat(outcome).isEqualTo(new PackOutcome.Packed(bundle));
        assertThat(place.keys()).isEqualTo(before);
    }

    @Test
    void aBundleIsNotMadePoorerThanItWas() throws IOException {
        // Given
        Bundle bundle = bundle(pack(loop.event()));
        place.put(ID + "/" + bundle.sha256() + ".tar.gz", new byte[] {1, 2, 3});
        Files.delete(loop.folder(loop.primary()).resolve(WEIGHT));

        // When
        PackOutcome outcome = new LoopPacker(home, store).restore(new BundleCreated(bundle, loop.event()));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PackOutcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("FORMER_ARCHIVE_DAMAGED"));
    }

    private PackOutcome pack(LoopBackfilled event) throws IOException {
        return new LoopPacker(home, store).packAll(List.of(event)).get(event.key());
    }

    private static Bundle bundle(PackOutcome outcome) {
        return outcome.match(bundle -> bundle, other -> {
            throw new AssertionError(other);
        });
    }

    private byte[] archive(Bundle bundle) throws IOException {
        return place.get(bundle.bundleId() + "/" + bundle.sha256() + ".tar.gz");
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }
}
