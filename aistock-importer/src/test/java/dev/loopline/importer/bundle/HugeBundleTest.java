package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.testing.JavaProgram;
import dev.loopline.importer.sample.SampleBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of any size go through little memory. */
class HugeBundleTest {

    private static final LoopKey KEY = new LoopKey("run", 1);
    private static final int STRETCH = 1 << 20;

    @TempDir
    Path files;

    /** A member: as many stretches of zeros or of noise. */
    private record Content(String name, int stretches, boolean isDense) {

        void write(OutputStream out) throws IOException {
            Random random = new Random(5);
            byte[] stretch = new byte[STRETCH];
            for (int i = 0; i < stretches; i++) {
                if (isDense) {
                    random.nextBytes(stretch);
                }
                out.write(stretch);
            }
        }
    }

    @Test
    void memoryDoesNotGrowWithTheSizeOfABundle() throws IOException, InterruptedException {
        assertThat(ensureInSmallHeap("-Xmx32m", 160, 64)).contains("AVAILABLE");
    }

    @Test
    @Tag("slow")
    void tenSparseAndThreeDenseGigabytesAreExtractedInAQuarterOfAGigabyte() throws IOException, InterruptedException {
        assertThat(ensureInSmallHeap("-Xmx256m", 10 << 10, 3 << 10)).contains("AVAILABLE");
    }

    private String ensureInSmallHeap(String heap, int sparse, int dense) throws IOException, InterruptedException {
        // Given
        Bundle bundle = write(List.of(new Content("model.pkl", dense, true), new Content("model.pt", sparse, false)));
        Path announced = Files.write(files.resolve("bundle.json"), Json.mapper().writeValueAsBytes(bundle));
        Path bundles = Files.createDirectory(files.resolve("bundles"));

        // When
        Process process = new ProcessBuilder(JavaProgram.command(
                        List.of(heap, "-XX:+UseSerialGC"),
                        CacheProgram.class,
                        bundles.toString(),
                        files.toString(),
                        announced.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(process.waitFor()).as(output).isZero();
        for (Member member : bundle.manifest().members()) {
            assertThat(bundles.resolve(bundle.bundleId()).resolve(member.name()))
                    .hasSize(member.sizeBytes());
        }
        return output;
    }

    private Bundle write(List<Content> contents) throws IOException {
        List<Member> members = new ArrayList<>();
        for (Content content : contents) {
            MessageDigest digest = Sha256.newDigest();
            content.write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            members.add(new Member(content.name(), (long) content.stretches() * STRETCH, Sha256.finish(digest)));
        }
        BundleManifest manifest = SampleBundle.manifest(KEY, members);
        BundleId id = BundleId.of(KEY);
        Path archive = files.resolve(id.fileName());
        GzipParameters quick = new GzipParameters();
        quick.setCompressionLevel(Deflater.BEST_SPEED);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GzipCompressorOutputStream(Files.newOutputStream(archive), quick), "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            SampleBundle.put(tar, BundleManifest.FILE_NAME, Json.mapper().writeValueAsBytes(manifest));
            for (int i = 0; i < contents.size(); i++) {
                TarArchiveEntry entry = new TarArchiveEntry(contents.get(i).name());
                entry.setSize(members.get(i).sizeBytes());
                tar.putArchiveEntry(entry);
                contents.get(i).write(tar);
                tar.closeArchiveEntry();
            }
        }
        return new Bundle(
                id.value(),
                id.fileName(),
                "production_bundles/" + id.fileName(),
                Files.size(archive),
                digest(archive),
                manifest);
    }

    private static Sha256 digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[STRETCH];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.finish(digest);
    }
}
