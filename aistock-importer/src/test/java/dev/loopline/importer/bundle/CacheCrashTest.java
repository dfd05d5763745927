package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.kit.testing.DebuggedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an importer leaves behind that is killed before each of its file operations. */
class CacheCrashTest {

    private static final LoopKey KEY = new LoopKey("run", 1);

    @TempDir
    Path files;

    @Test
    void nothingHalfIsVisibleWhereverTheImporterIsKilledAndTheNextOneFinishes() throws Exception {
        // Given: an older version is there, a newer one is to replace it
        Assumptions.assumeTrue(DebuggedProgram.isSupported());
        SampleBundle old = SampleBundle.of(KEY, "old");
        SampleBundle fresh = SampleBundle.of(KEY, "fresh weights");
        Path earlier = shared("earlier", old);
        Path shared = shared("shared", fresh);
        Path announced = Files.write(files.resolve("bundle.json"), Json.mapper().writeValueAsBytes(fresh.bundle()));
        Path bundles = Files.createDirectory(files.resolve("bundles"));
        CacheProgram.ensure(bundles, earlier, old.bundle());
        Path copies = Files.createDirectory(files.resolve("copies"));

        // When
        List<String> operations;
        try (DebuggedProgram program = DebuggedProgram.start(
                CacheProgram.class, bundles.toString(), shared.toString(), announced.toString())) {
            operations = program.snapshots(bundles, copies);
        }

        // Then
        for (int i = 0; i < operations.size(); i++) {
            Path left = copies.resolve(Integer.toString(i));
            assertThat(digest(left.resolve(old.bundle().fileName())))
                    .isIn(old.bundle().sha256(), fresh.bundle().sha256());
            Path content = left.resolve(fresh.bundle().bundleId());
            assertThat(!Files.exists(content) || isWhole(content, old.bundle()) || isWhole(content, fresh.bundle()))
                    .isTrue();
            assertThat(CacheProgram.ensure(left, shared, fresh.bundle())).isEqualTo(BundleResult.AVAILABLE);
            assertThat(isWhole(content, fresh.bundle())).isTrue();
            assertThat(digest(left.resolve(old.bundle().fileName())))
                    .isEqualTo(fresh.bundle().sha256());
            assertThat(HostileArchivesTest.tree(left.resolve(".incoming"))).isEmpty();
        }
        // Then: each of the steps that matter was among them
        assertThat(operations)
                .contains(
                        "UnixFileSystemProvider.copy",
                        "UnixFileSystemProvider.createDirectory",
                        "FileChannelImpl.write",
                        "UnixFileSystemProvider.move",
                        "UnixFileSystemProvider.implDelete");
    }

    private Path shared(String name, SampleBundle sample) throws IOException {
        Path folder = Files.createDirectory(files.resolve(name));
        Files.write(folder.resolve(sample.bundle().fileName()), sample.archive());
        return folder;
    }

    private static boolean isWhole(Path content, Bundle bundle) throws IOException {
        for (Member member : bundle.manifest().members()) {
            if (!digest(content.resolve(member.name())).equals(member.sha256())) {
                return false;
            }
        }
        return Files.size(content.resolve("manifest.json")) > 0;
    }

    private static Sha256 digest(Path file) throws IOException {
        return Sha256.of(Files.readAllBytes(file));
    }
}
