package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.bundle.Commands;
import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.select.BundleSelection;
import dev.loopline.bundle.select.ManifestDraft;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.bundle.store.StagedArchive;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What archives look like from outside, and that they stay as they are. */
class ArchiveFormatTest {

    @TempDir
    Path home;

    @TempDir
    Path files;

    @Test
    void theBytesDoNotDependOnTheNumberOfThreads() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "run", 1)
                .file("model.pkl", Kind.WEIGHT, LoopFixture.noise(5_000_001))
                .file("task.log", Kind.LOG, "epoch 1 loss 0.25\n".repeat(300_000))
                .event();

        // When
        Set<Sha256> digests = new HashSet<>();
        for (int threads : new int[] {1, 2, 3, 8}) {
            digests.add(pack(files.resolve("threads" + threads), threads, loop).sha256());
        }

        // Then
        assertThat(digests).hasSize(1);
    }

    @Test
    void theTarInsideIsTheOneThatItAlwaysWas() throws IOException {
        // Given: names, times, owners and padding of this version; a change makes every bundle another one
        byte[] content = "print(1)\n".getBytes(StandardCharsets.UTF_8);
        Path target = files.resolve("x.tar.gz");
        try (TarGzWriter writer = new TarGzWriter(target, LoopFixture.FINISHED_AT, new BlockCompressor(1))) {
            writer.add("factor.py", content);
            writer.add("factor_动量因子_ä.py", content);
            writer.add("mlruns/" + "x".repeat(120) + "/params.pkl", LoopFixture.noise(70_000));
            writer.finish();
        }

        // When
        byte[] tar = unzipped(target);

        // Then
        assertThat(Sha256.of(tar).hex()).isEqualTo(golden());
    }

    @Test
    void storesWhatDoesNotShrinkAndCompressesTheRest() throws IOException {
        // Given
        byte[] noise = LoopFixture.noise(3_000_000);
        byte[] floats = floats(3_000_000);
        byte[] text = "2025-01-02,SH600000,0.0123\n".repeat(110_000).getBytes(StandardCharsets.UTF_8);

        // When, Then: stored with less than a thousandth more; float32 noise would shrink by a sixth at best
        assertThat(sizeOf("noise", noise)).isBetween(noise.length, noise.length + noise.length / 1000);
        assertThat(sizeOf("floats", floats)).isBetween(floats.length, floats.length + floats.length / 1000);
        assertThat(sizeOf("text", text)).isLessThan(text.length / 20);
    }

    @Test
    void ordinaryProgramsReadAnArchiveOfManyBlocks() throws IOException, InterruptedException {
        // Given
        Assumptions.assumeTrue(Commands.has("tar") && Commands.has("gzip") && Commands.has("python3"));
        byte[] half = "0.5\n".repeat(400_000).getBytes(StandardCharsets.UTF_8);
        byte[] mixed = ByteBuffer.allocate(half.length + 2_000_000)
                .put(half)
                .put(LoopFixture.noise(2_000_000))
                .array();
        Bundle bundle = pack(
                files.resolve("bundles"),
                2,
                LoopFixture.typical(home, "run", 1)
                        .file("model.pkl", Kind.WEIGHT, mixed)
                        .event());
        Path out = Files.createDirectory(files.resolve("out"));
        String archive = files.resolve("bundles").resolve(bundle.fileName()).toString();

        // When
        Commands.Result tested = Commands.run(out, "gzip", "-t", archive);
        Commands.Result extracted = Commands.run(out, "tar", "xzf", archive);
        Commands.Result python = Commands.run(
                out,
                "python3",
                "-c",
                "import hashlib, sys, tarfile\n"
                        + "print(hashlib.sha256(tarfile.open(sys.argv[1], 'r:gz').extractfile('model.pkl').read())"
                        + ".hexdigest())",
                archive);
        Commands.Result checked = Commands.run(out, "python3", "self_check.py");

        // Then
        assertThat(tested).isEqualTo(new Commands.Result(0, ""));
        assertThat(extracted).isEqualTo(new Commands.Result(0, ""));
        assertThat(Sha256.of(Files.readAllBytes(out.resolve("model.pkl")))).isEqualTo(Sha256.of(mixed));
        assertThat(python.output().strip()).isEqualTo(Sha256.of(mixed).hex());
        assertThat(checked.exitCode()).isZero();
    }

    @Test
    void anArchiveOfAnEarlierLooplineStaysTheRightOne() throws IOException {
        // Given: an archive with other bytes and another self-check, and the workspace is gone
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        LoopBackfilled loop = fixture.event();
        Bundle now = pack(files.resolve("now"), 1, loop);
        Member earlierCheck = new Member(BundleSelection.SELF_CHECK, 3, Sha256.of(new byte[3]));
        BundleManifest manifest = ManifestDraft.asClaimed(loop, BundleSelection.of(loop), earlierCheck);
        byte[] bytes = "an archive of an earlier version".getBytes(StandardCharsets.UTF_8);
        Bundle earlier = new Bundle(
                now.bundleId(), now.fileName(), now.homeRelativePath(), bytes.length, Sha256.of(bytes), manifest);
        try (FolderStore store = new FolderStore(files.resolve("earlier"))) {
            Path staged = Files.write(store.newTemporaryFile(), bytes);
            store.commit(List.of(
                    new StagedArchive(staged, loop.revision(), Sha256.of(ArchiveBuilder.json(manifest)), earlier)));
            Files.move(home.resolve("git_ignore_folder"), home.resolve("gone"));

            // When
            PackOutcome outcome =
                    new LoopPacker(home, store).packAll(List.of(loop)).get(loop.key());

            // Then
            assertThat(outcome).isEqualTo(new PackOutcome.AlreadyPacked(earlier));
        }
    }

    private int sizeOf(String name, byte[] content) throws IOException {
        Path target = files.resolve(name);
        try (TarGzWriter writer = new TarGzWriter(target, LoopFixture.FINISHED_AT, new BlockCompressor(2))) {
            writer.add(name, content);
            writer.finish();
        }
        assertThat(unzipped(target)).hasSizeGreaterThan(content.length);
        return (int) Files.size(target);
    }

    private Bundle pack(Path folder, int threads, LoopBackfilled loop) throws IOException {
        try (FolderStore store = new FolderStore(folder)) {
            PackOutcome outcome = new LoopPacker(RootSettings.of(home), store, threads)
                    .packAll(List.of(loop))
                    .get(loop.key());
            return ((PackOutcome.Packed) outcome).bundle();
        }
    }

    private static byte[] floats(int length) {
        ByteBuffer floats = ByteBuffer.allocate(length);
        Random random = new Random(11);
        while (floats.remaining() >= Float.BYTES) {
            floats.putFloat((float) random.nextGaussian());
        }
        return floats.array();
    }

    private static byte[] unzipped(Path archive) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
            return in.readAllBytes();
        }
    }

    private static String golden() throws IOException {
        try (InputStream in = ArchiveFormatTest.class.getResourceAsStream("/golden/v1/archive.tar.sha256")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
