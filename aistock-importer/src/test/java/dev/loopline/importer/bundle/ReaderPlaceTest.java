package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.kit.integrity.MarkedFolder;
import dev.loopline.kit.integrity.PacedDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ReaderPlaceTest {

    private static final LoopKey KEY = new LoopKey("t", 1);
    private static final String ID = BundleId.of(KEY).value();

    @TempDir
    Path assets;

    private Path source;
    private Path place;

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(assets.resolve("source"));
        Files.createDirectory(assets.resolve("bundles"));
        place = assets.resolve("production_bundles").resolve(ID);
    }

    @Test
    void showsEachBundleAsALinkThatFollowsNewerVersions() throws IOException {
        // Given
        BundleCache cache = cache(ReaderPlace.Way.AUTO);
        ensure(cache, "old");

        // When
        ensure(cache, "new");

        // Then
        assertThat(Files.isSymbolicLink(place)).isTrue();
        assertThat(Files.readSymbolicLink(place)).isEqualTo(Path.of("..", "bundles", ID));
        assertThat(place.resolve("model.pkl")).hasContent("new");
    }

    @Test
    void copiesWhereLinksAreNotWanted() throws IOException {
        // Given
        ensure(cache(ReaderPlace.Way.AUTO), "old");
        BundleCache cache = cache(ReaderPlace.Way.FOLDER);

        // When
        ensure(cache, "new");

        // Then
        assertThat(Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(place.resolve("model.pkl")).hasContent("new");
        assertThat(place.resolve("mlruns/1/artifacts/params.pkl")).exists();
        assertThat(assets.resolve("production_bundles/.loopline")).isEmptyDirectory();
        ensure(cache(ReaderPlace.Way.AUTO), "new");
        assertThat(Files.isSymbolicLink(place)).isTrue();
    }

    @Test
    void aCopyThatIsDamagedIsMadeAgain() throws Exception {
        // Given
        BundleCache cache = cache(ReaderPlace.Way.FOLDER);
        SampleBundle sample = ensure(cache, "weights");
        Files.writeString(place.resolve("model.pkl"), "WEIGHTS");

        // When
        boolean isWhole = cache.placed().isWhole(sample.bundle(), new PacedDigest(1L << 30));
        cache.placed().look();

        // Then
        assertThat(isWhole).isTrue();
        assertThat(place.resolve("model.pkl")).hasContent("weights");
    }

    @Test
    void whatIsSomebodyElsesStays() throws IOException {
        // Given
        Files.createDirectories(place);
        Files.writeString(place.resolve("mine"), "mine");
        BundleCache linking = cache(ReaderPlace.Way.AUTO);

        // When
        ensure(linking, "weights");
        ensure(cache(ReaderPlace.Way.FOLDER), "other weights");
        linking.remove(BundleId.of(KEY));

        // Then
        assertThat(HostileArchivesTest.tree(place)).containsExactly("mine");
        assertThat(linking.placed().shown().trouble()).isEmpty();
    }

    @Test
    void anotherLinkIsSomebodyElsesToo() throws IOException {
        // Given
        Path elsewhere = Files.createDirectory(assets.resolve("elsewhere"));
        Files.createDirectories(place.getParent());
        Files.createSymbolicLink(place, elsewhere);
        BundleCache cache = cache(ReaderPlace.Way.AUTO);

        // When
        ensure(cache, "weights");
        cache.remove(BundleId.of(KEY));

        // Then
        assertThat(Files.readSymbolicLink(place)).isEqualTo(elsewhere);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void takesAwayWhatIsGoneAndBringsBackWhatWasDeleted() throws IOException {
        // Given
        BundleCache cache = cache(ReaderPlace.Way.AUTO);
        ensure(cache, "weights");
        Path left = Files.createSymbolicLink(place.resolveSibling("bundle_t_2"), Path.of("../bundles/bundle_t_2"));
        Path foreign = Files.createDirectory(place.resolveSibling("5f0d7c3e-1b1c-4c5e-9a57-3d1f0e2b7a90"));
        Files.delete(place);

        // When
        cache.placed().look();
        boolean isBack = Files.isSymbolicLink(place);
        cache.remove(BundleId.of(KEY));

        // Then
        assertThat(isBack).isTrue();
        assertThat(Files.exists(left, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(Files.exists(place, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(foreign).exists();
    }

    @Test
    void doesNothingWhereTheWholePlaceIsALinkToTheBundles() throws IOException {
        // Given
        Files.createSymbolicLink(place.getParent(), Path.of("bundles"));
        BundleCache cache = cache(ReaderPlace.Way.AUTO);

        // When
        ensure(cache, "weights");
        cache.placed().look();

        // Then
        assertThat(Files.isDirectory(assets.resolve("bundles").resolve(ID), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(place.resolve("model.pkl")).hasContent("weights");
        assertThat(place.resolve(MarkedFolder.MARK)).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeUsedIsNoReasonToRefuseABundle() throws IOException {
        // Given: the folder lies where nobody can make one
        Path file = Files.writeString(assets.resolve("file"), "");
        BundleCache cache =
                cache(new ReaderPlace(file.resolve("below"), assets.resolve("bundles"), ReaderPlace.Way.AUTO));

        // When
        ensure(cache, "weights");

        // Then
        assertThat(cache.placed().shown().trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("file"));
    }

    @Test
    void canBeSwitchedOff() throws IOException {
        // When
        BundleCache cache = cache(ReaderPlace.Way.OFF);
        ensure(cache, "weights");
        cache.placed().look();

        // Then
        assertThat(place.getParent()).doesNotExist();
    }

    private SampleBundle ensure(BundleCache cache, String content) throws IOException {
        SampleBundle sample = SampleBundle.of(KEY, content);
        Files.write(source.resolve(ID + ".tar.gz"), sample.archive());
        assertThat(cache.ensure(sample.bundle(), false)).isEqualTo(BundleResult.AVAILABLE);
        return sample;
    }

    private BundleCache cache(ReaderPlace.Way way) throws IOException {
        return cache(new ReaderPlace(place.getParent(), assets.resolve("bundles"), way));
    }

    private BundleCache cache(ReaderPlace shown) throws IOException {
        BundleCache cache = new BundleCache(
                new BundleCache.Places(assets.resolve("bundles"), shown),
                new FolderBundleSource(source),
                new BundleCache.Limits(1000, 1 << 30),
                Duration.ofSeconds(30),
                Clock.systemUTC());
        cache.prepare();
        return cache;
    }
}
