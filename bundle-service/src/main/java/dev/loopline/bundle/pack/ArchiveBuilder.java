package dev.loopline.bundle.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.bundle.select.ManifestDraft;
import dev.loopline.bundle.select.Selection;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the archive of one loop in two passes: the first measures all files, because {@code manifest.json} comes first and
 * names their digests; the second packs them and compares. For one loop and one thread.
 */
final class ArchiveBuilder {

    /** The check that every bundle brings along. */
    static final byte[] SELF_CHECK = resource("self_check.py");

    private final LoopBackfilled loop;
    private final Selection selection;
    private final SourceFiles sources;

    /**
     * What was written.
     *
     * @param manifest what is in the archive
     * @param sha256 digest of the archive
     */
    record Written(BundleManifest manifest, Sha256 sha256) {}

    ArchiveBuilder(LoopBackfilled loop, Selection selection, Path home) {
        this.loop = loop;
        this.selection = selection;
        this.sources = new SourceFiles(home);
    }

    /** {@code manifest.json}: one line, the keys in the order of the record. */
    static byte[] json(BundleManifest manifest) {
        try {
            return (Json.mapper().writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest can always be written as JSON", e);
        }
    }

    Written write(Path target) throws IOException, SourceChangedException, RejectedLoopException {
        ManifestDraft draft = new ManifestDraft(loop, selection, SELF_CHECK);
        List<MeasuredFile> files = new ArrayList<>();
        for (var candidate : selection.candidates()) {
            sources.measure(candidate, files::add, draft::skip);
        }
        files.forEach(file -> draft.add(file.candidate(), file.sizeBytes(), file.sha256()));
        if (draft.isEmpty()) {
            throw new RejectedLoopException(
                    "NO_PACKABLE_FILES",
                    "the loop " + loop.key() + " claims a result, but none of its "
                            + selection.candidates().size()
                            + " files worth packing is there; restore its workspace and ask for a backfill");
        }
        BundleManifest manifest = draft.manifest();
        return new Written(manifest, pack(target, manifest, files));
    }

    private Sha256 pack(Path target, BundleManifest manifest, List<MeasuredFile> files)
            throws IOException, SourceChangedException {
        try (TarGzWriter archive = new TarGzWriter(target, loop.loop().finishedAt())) {
            archive.add(BundleManifest.FILE_NAME, json(manifest));
            archive.add(manifest.members().get(0).name(), SELF_CHECK);
            for (MeasuredFile file : files) {
                add(archive, file);
            }
            return archive.finish();
        }
    }

    private static void add(TarGzWriter archive, MeasuredFile file) throws IOException, SourceChangedException {
        byte[] content = file.content();
        if (content != null) {
            archive.add(file.candidate().name(), content);
            return;
        }
        try (InputStream in = SourceFiles.open(file.path())) {
            Sha256 packed = archive.add(file.candidate().name(), file.sizeBytes(), in);
            if (!packed.equals(file.sha256())) {
                throw new SourceChangedException(file.path().toString());
            }
        } catch (NoSuchFileException e) {
            throw new SourceChangedException(file.path().toString());
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = ArchiveBuilder.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
