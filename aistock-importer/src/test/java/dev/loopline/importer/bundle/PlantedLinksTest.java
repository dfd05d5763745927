package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.importer.sample.SampleBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Links that another account put where a bundle is to be placed, and members that ask for more rights than a file has. */
@DisabledOnOs(OS.WINDOWS)
class PlantedLinksTest {

    private static final LoopKey KEY = new LoopKey("t", 1);
    private static final String ID = BundleId.of(KEY).value();
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private final SampleBundle sample = SampleBundle.of(KEY, "weights");
    private Path bundles;

    @BeforeEach
    void make() throws IOException {
        bundles = Files.createDirectory(folder.resolve("bundles"));
        Files.writeString(elsewhere.resolve("model.pkl"), "of somebody else");
    }

    @Test
    void writesNotThroughALinkInPlaceOfTheFolder() throws IOException {
        // Given
        Files.createSymbolicLink(bundles.resolve(ID), elsewhere);

        // When
        BundleResult result = ensure(sample);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(Files.isDirectory(bundles.resolve(ID), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(bundles.resolve(ID).resolve("model.pkl")).hasContent("weights");
        assertThat(HostileArchivesTest.tree(elsewhere)).containsExactly("model.pkl");
        assertThat(elsewhere.resolve("model.pkl")).hasContent("of somebody else");
    }

    @Test
    void writesNotThroughALinkInPlaceOfTheArchive() throws IOException {
        // Given
        Files.createSymbolicLink(bundles.resolve(ID + ".tar.gz"), elsewhere.resolve("model.pkl"));

        // When
        BundleResult result = ensure(sample);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(Files.isRegularFile(bundles.resolve(ID + ".tar.gz"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(elsewhere.resolve("model.pkl")).hasContent("of somebody else");
    }

    @Test
    void writesNotThroughADanglingLink() throws IOException {
        // Given
        Files.createSymbolicLink(bundles.resolve(ID), elsewhere.resolve("nowhere"));
        Files.createSymbolicLink(bundles.resolve(ID + ".tar.gz"), elsewhere.resolve("nowhere.tar.gz"));

        // When
        BundleResult result = ensure(sample);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(HostileArchivesTest.tree(elsewhere)).containsExactly("model.pkl");
    }

    @Test
    void takesAWithdrawnBundleOutWithoutFollowingItsLinks() throws IOException {
        // Given
        Path content = Files.createDirectories(bundles.resolve(ID));
        Files.createSymbolicLink(content.resolve("link"), elsewhere);
        BundleCache cache = HostileArchivesTest.cache(bundles, sample.archive());
        cache.prepare();

        // When
        cache.remove(BundleId.of(KEY));

        // Then
        assertThat(HostileArchivesTest.tree(bundles)).containsExactly(".incoming");
        assertThat(elsewhere.resolve("model.pkl")).exists();
    }

    @Test
    void givesMembersTheRightsOfAnyNewFile() throws IOException {
        // Given: an archive whose member is to belong to the superuser and to run with its rights
        List<Member> members = List.of(new Member("run.sh", CONTENT.length, Sha256.of(CONTENT)));
        byte[] archive = SampleBundle.archive(tar -> {
            SampleBundle.put(
                    tar,
                    "manifest.json",
                    dev.loopline.contracts.codec.Json.mapper().writeValueAsBytes(SampleBundle.manifest(KEY, members)));
            TarArchiveEntry entry = new TarArchiveEntry("run.sh");
            entry.setMode(0106777);
            entry.setIds(0, 0);
            entry.setSize(CONTENT.length);
            tar.putArchiveEntry(entry);
            tar.write(CONTENT);
            tar.closeArchiveEntry();
        });

        // When
        BundleResult result = ensure(SampleBundle.of(KEY, SampleBundle.manifest(KEY, members), archive));

        // Then
        Path plain = Files.writeString(folder.resolve("plain"), "any file that this user makes");
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        for (String attribute : List.of("unix:mode", "unix:uid", "unix:gid")) {
            assertThat(Files.getAttribute(bundles.resolve(ID).resolve("run.sh"), attribute))
                    .as(attribute)
                    .isEqualTo(Files.getAttribute(plain, attribute));
        }
    }

    private BundleResult ensure(SampleBundle bundle) throws IOException {
        BundleCache cache = HostileArchivesTest.cache(bundles, bundle.archive());
        cache.prepare();
        return cache.ensure(bundle.bundle(), false);
    }
}
