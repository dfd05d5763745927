package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.file.FileTrees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What vanished from a workspace stays in the bundle. */
class VanishedSourcesTest {

    private static final String WEIGHT = "mlruns/1/r1/artifacts/params.pkl";
    private static final BundleId ID = new BundleId("bundle_run_1");

    @TempDir
    Path home;

    private FolderStore store;
    private LoopFixture loop;

    @BeforeEach
    void open() throws IOException {
        store = new FolderStore(home.resolve("production_bundles"));
        loop = LoopFixture.typical(home, "run", 1);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void keepsTheWeightOfARunThatWasRemoved() throws IOException {
        // Given
        Bundle first = bundle(pack(loop.event()));
        loop.file("model.py", Kind.CODE, "model_cls = list\n");

        // When
        Bundle second = bundle(pack(without(WEIGHT)));

        // Then
        Member weight = member(second, WEIGHT).orElseThrow();
        assertThat(weight.takenFromFormer()).isTrue();
        assertThat(content().get(WEIGHT)).isEqualTo(Sha256.of(LoopFixture.noise(100_000)));
        assertThat(second.manifest().primaryAssets()).isEqualTo(first.manifest().primaryAssets());
        assertThat(second.sha256()).isEqualTo(Sha256.of(Files.readAllBytes(archive())));
        assertThat(member(second, "model.py").orElseThrow().takenFromFormer()).isNull();
    }

    @Test
    void keepsItThroughFurtherRevisionsAndGivesTheSameBytesAgain() throws IOException {
        // Given
        pack(loop.event());
        loop.file("model.py", Kind.CODE, "model_cls = list\n");
        pack(without(WEIGHT));
        loop.file("model.py", Kind.CODE, "model_cls = dict\n").revision(3);
        LoopBackfilled third = loop.event(without(WEIGHT).files().stream()
                .filter(file -> !file.path().equals("custom_strategy.py"))
                .toList());

        // When
        Bundle packed = bundle(pack(third));
        byte[] bytes = Files.readAllBytes(archive());
        Files.delete(home.resolve("production_bundles/.loopline/bundle_run_1.json"));
        Bundle again = bundle(pack(third));

        // Then
        assertThat(taken(packed)).containsExactlyInAnyOrder(WEIGHT, "custom_strategy.py");
        assertThat(again).isEqualTo(packed);
        assertThat(Files.readAllBytes(archive())).isEqualTo(bytes);
        assertThat(content()).containsKeys(WEIGHT, "custom_strategy.py", "model.py");
    }

    @Test
    void takesOverWhatVanishesBetweenEventAndPacking() throws IOException {
        // Given
        pack(loop.event());
        loop.file("model.py", Kind.CODE, "model_cls = list\n").revision(2);
        Files.delete(loop.folder(loop.primary()).resolve(WEIGHT));

        // When
        Bundle second = bundle(pack(loop.event()));

        // Then
        assertThat(taken(second)).containsExactly(WEIGHT);
    }

    @Test
    void startsFromANewRunAndKeepsTheOldWeightBesideIt() throws IOException {
        // Given
        pack(loop.event());
        String newer = "mlruns/1/r2/artifacts/params.pkl";
        List<LoopFile> files = without(WEIGHT).files();
        Files.createDirectories(loop.folder(loop.primary()).resolve(newer).getParent());
        Files.write(loop.folder(loop.primary()).resolve(newer), new byte[] {1, 2, 3});
        LoopFile weight = new LoopFile(
                loop.primary(),
                newer,
                3,
                Sha256.of(new byte[] {1, 2, 3}),
                LoopFixture.FINISHED_AT.plusSeconds(60),
                Kind.WEIGHT);

        // When
        Bundle second = bundle(
                pack(loop.event(Stream.concat(files.stream(), Stream.of(weight)).toList())));

        // Then
        assertThat(second.manifest().primaryAssets().modelWeightRelpath()).isEqualTo(newer);
        assertThat(taken(second)).containsExactly(WEIGHT);
    }

    @Test
    void goesOnStartingFromTheRunThatRanWhenOnlyAnOlderOneIsLeft() throws IOException {
        // Given
        pack(loop.event());
        String older = "mlruns/1/r0/artifacts/params.pkl";
        loop.file(older, Kind.WEIGHT, "an older weight");
        LoopBackfilled event = without(WEIGHT);
        assertThat(event.files())
                .filteredOn(file -> file.path().equals(older))
                .allSatisfy(file -> assertThat(file.modifiedAt()).isEqualTo(LoopFixture.FINISHED_AT));

        // When
        Bundle second = bundle(pack(event));

        // Then
        assertThat(second.manifest().primaryAssets().modelWeightRelpath()).isEqualTo(WEIGHT);
    }

    @Test
    void takesNothingFromADamagedArchiveAndLeavesItWhereItIs() throws IOException {
        // Given
        pack(loop.event());
        byte[] bytes = Files.readAllBytes(archive());
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(archive(), bytes);
        Files.delete(home.resolve("production_bundles/.loopline/bundle_run_1.json"));

        // When
        PackOutcome outcome = pack(without(WEIGHT));

        // Then
        assertThat(outcome).isInstanceOfSatisfying(PackOutcome.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo("FORMER_ARCHIVE_DAMAGED");
            assertThat(rejected.message()).contains("backup");
        });
        assertThat(Files.readAllBytes(archive())).isEqualTo(bytes);
    }

    @Test
    void doesWithoutAnArchiveThatIsNotOurs() throws IOException {
        // Given
        Files.createDirectories(archive().getParent());
        Files.writeString(archive(), "made by hand");

        // When
        Bundle packed = bundle(pack(without(WEIGHT)));

        // Then
        assertThat(taken(packed)).isEmpty();
        assertThat(member(packed, WEIGHT)).isEmpty();
    }

    @Test
    void takesNothingOfALoopThatWasWithdrawn() throws IOException {
        // Given
        pack(loop.event());
        store.withdraw(ID, 2, LoopFixture.FINISHED_AT);
        loop.revision(3);

        // When
        Bundle packed = bundle(pack(without(WEIGHT)));

        // Then
        assertThat(taken(packed)).isEmpty();
    }

    @Test
    void anArchiveThatWasLostIsMadeAgainWithTheSameBytes() throws IOException {
        // Given
        Bundle first = bundle(pack(loop.event()));
        byte[] bytes = Files.readAllBytes(archive());

        // When
        Files.delete(archive());
        PackOutcome lost = restore(first);
        Files.writeString(archive(), "another content");
        PackOutcome replaced = restore(first);

        // Then
        assertThat(List.of(lost, replaced)).containsOnly(new PackOutcome.Packed(first));
        assertThat(archive()).hasBinaryContent(bytes);
        assertThat(store.entry(ID).orElseThrow().owesAnnouncement()).isFalse();
    }

    @Test
    void aBundleThatBecomesAnotherOneIsStillToBeAnnounced() throws IOException {
        // Given
        Bundle first = bundle(pack(loop.event()));
        LoopBackfilled announced = loop.event();
        loop.file("model.py", Kind.CODE, "model_cls = list\n");

        // When
        Files.delete(archive());
        Bundle restored = bundle(new LoopPacker(home, store).restore(new BundleCreated(first, announced)));

        // Then
        assertThat(restored.sha256()).isNotEqualTo(first.sha256());
        assertThat(store.entry(ID).orElseThrow().owesAnnouncement()).isTrue();
        assertThat(store.announce(ID, 1, () -> {})).isTrue();
        assertThat(store.entry(ID).orElseThrow().owesAnnouncement()).isFalse();
    }

    @Test
    void whatOnlyALostArchiveHadIsNotGivenUpByItself() throws IOException {
        // Given
        Bundle first = bundle(pack(loop.event()));
        Files.delete(loop.folder(loop.primary()).resolve(WEIGHT));
        Files.delete(archive());

        // When
        PackOutcome restored = restore(first);
        PackOutcome repeated = pack(loop.event());

        // Then
        assertThat(List.of(restored, repeated))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(PackOutcome.Rejected.class, rejected -> {
                            assertThat(rejected.reason()).isEqualTo("FORMER_ARCHIVE_DAMAGED");
                            assertThat(rejected.message()).contains(WEIGHT, "AIstock's copy");
                        }));
        assertThat(archive()).doesNotExist();
    }

    @Test
    void nothingIsGivenUpWhereTheIndexWasLostAsWell() throws IOException {
        // Given
        Bundle first = bundle(pack(loop.event()));
        Files.delete(loop.folder(loop.primary()).resolve(WEIGHT));
        Files.delete(archive());
        Files.delete(home.resolve("production_bundles/.loopline/bundle_run_1.json"));

        // When, Then
        assertThat(restore(first)).isInstanceOf(PackOutcome.Rejected.class);
    }

    @Test
    void anotherProgramsArchiveInItsPlaceDoesNotMakeTheNextRevisionPoorer() throws IOException {
        // Given
        pack(loop.event());
        Files.writeString(archive(), "made by a script");

        // When
        PackOutcome outcome = pack(without(WEIGHT));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PackOutcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("FORMER_ARCHIVE_DAMAGED"));
        assertThat(archive()).hasContent("made by a script");
    }

    @Test
    void aManifestInWhichAKeyRottedIsNone() throws IOException {
        // Given
        pack(loop.event());
        byte[] tar;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive()))) {
            tar = in.readAllBytes();
        }
        String rotten =
                new String(tar, StandardCharsets.ISO_8859_1).replace("\"primary_assets\"", "\"primary_assetz\"");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive()))) {
            out.write(rotten.getBytes(StandardCharsets.ISO_8859_1));
        }

        // When
        PackOutcome outcome = pack(loop.revision(2).event());

        // Then
        assertThat(outcome).isInstanceOf(PackOutcome.Packed.class);
    }

    @Test
    void movingTheArchiveAwayAndAskingForABackfillDoesWithoutIt() throws IOException {
        // Given
        pack(loop.event());
        Files.delete(archive());
        LoopBackfilled unasked = without(WEIGHT);

        // When
        PackOutcome refused = pack(unasked);
        loop.requested("of a person").revision(3);
        Bundle packed = bundle(pack(without(WEIGHT)));

        // Then
        assertThat(refused).isInstanceOf(PackOutcome.Rejected.class);
        assertThat(member(packed, WEIGHT)).isEmpty();
    }

    @Test
    void anArchiveThatIsThereAsAnnouncedIsTakenOverWithoutItsSources() throws IOException {
        // Given
        Bundle first = bundle(pack(loop.event()));
        LoopBackfilled announced = loop.event();
        FileTrees.delete(loop.folder(loop.primary()));
        Files.delete(home.resolve("production_bundles/.loopline/bundle_run_1.json"));

        // When
        PackOutcome outcome = new LoopPacker(home, store).restore(new BundleCreated(first, announced));

        // Then
        assertThat(outcome).isEqualTo(new PackOutcome.AlreadyPacked(first));
        assertThat(store.untouched(ID)).isPresent();
        assertThat(pack(announced)).isEqualTo(new PackOutcome.AlreadyPacked(first));
    }

    private PackOutcome restore(Bundle announced) throws IOException {
        return new LoopPacker(home, store).restore(new BundleCreated(announced, loop.event()));
    }

    /** The next revision of the loop, whose file is gone from disk as well. */
    private LoopBackfilled without(String path) throws IOException {
        Files.deleteIfExists(loop.folder(loop.primary()).resolve(path));
        LoopBackfilled event = loop.event();
        loop.revision(Math.max(2, event.revision()));
        return loop.event(
                loop.files().stream().filter(file -> !file.path().equals(path)).toList());
    }

    private PackOutcome pack(LoopBackfilled event) throws IOException {
        return new LoopPacker(home, store).packAll(List.of(event)).get(event.key());
    }

    private static Bundle bundle(PackOutcome outcome) {
        return outcome.match(bundle -> bundle, other -> {
            throw new AssertionError(other);
        });
    }

    private Path archive() {
        return home.resolve("production_bundles").resolve(ID.fileName());
    }

    private static Optional<Member> member(Bundle bundle, String name) {
        return bundle.manifest().members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst();
    }

    private static List<String> taken(Bundle bundle) {
        return bundle.manifest().members().stream()
                .filter(member -> Boolean.TRUE.equals(member.takenFromFormer()))
                .map(Member::name)
                .toList();
    }

    private Map<String, Sha256> content() throws IOException {
        Map<String, Sha256> content = new HashMap<>();
        try (InputStream in = Files.newInputStream(archive());
                TarArchiveInputStream tar = new TarArchiveInputStream(GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                content.put(entry.getName(), Sha256.of(tar.readAllBytes()));
            }
        }
        return content;
    }
}
