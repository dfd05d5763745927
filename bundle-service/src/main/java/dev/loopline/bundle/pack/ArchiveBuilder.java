package dev.loopline.bundle.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.bundle.select.BundleSelection;
import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.FormerMembers.Kept;
import dev.loopline.bundle.select.ManifestDraft;
import dev.loopline.bundle.select.Selection;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the archive of one loop. {@code manifest.json} comes first and names the digests of all that follows. As a rule they
 * are what the event says, so the archive is written with these and each file compared while it is read, once. Only files that
 * turn out to be others are read before they are packed. For one loop and one thread.
 */
final class ArchiveBuilder {

    /** The check that every bundle brings along. */
    private static final byte[] SELF_CHECK = resource("self_check.py");

    static final Member SELF_CHECK_MEMBER =
            new Member(BundleSelection.SELF_CHECK, SELF_CHECK.length, Sha256.of(SELF_CHECK));

    private final LoopBackfilled loop;
    private final Selection selection;
    private final LoopFiles sources;
    private final BlockCompressor compressor;
    private final Former before;

    /**
     * What was written.
     *
     * @param manifest what is in the archive
     * @param manifestSha256 digest of {@code manifest.json}
     * @param sha256 digest of the archive
     */
    record Written(BundleManifest manifest, Sha256 manifestSha256, Sha256 sha256) {}

    /** What was found on disk. */
    private record Found(List<SourceFile> files, List<Missing> missing) {}

    private record Missing(Candidate candidate, SkipReason reason) {}

    /** @param before what the loop was packed into before: it has what vanished from the workspaces */
    ArchiveBuilder(
            LoopBackfilled loop, Selection selection, LoopFiles sources, BlockCompressor compressor, Former before) {
        this.before = before;
        this.loop = loop;
        this.selection = selection;
        this.sources = sources;
        this.compressor = compressor;
    }

    /** {@code manifest.json}: one line, the keys in the order of the record. */
    static byte[] json(BundleManifest manifest) {
        try {
            return (Json.mapper().writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest can always be written as JSON", e);
        }
    }

    /** Writes the archive; what stands at the target after a failure is worthless. */
    Written write(Path target) throws IOException, SourceChangedException, RejectedLoopException {
        Found found = locate();
        try {
            return pack(target, found, true);
        } catch (ClaimOutdatedException e) {
            Files.delete(target);
            return pack(target, found, false);
        }
    }

    private Found locate() throws RejectedLoopException {
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        for (Candidate candidate : selection.candidates()) {
            sources.locate(
                    candidate,
                    found.files()::add,
                    (skipped, reason) -> found.missing().add(new Missing(skipped, reason)));
        }
        if (found.files().isEmpty()) {
            throw new RejectedLoopException(
                    "NO_PACKABLE_FILES",
                    "the loop " + loop.key() + " claims a result, but none of its "
                            + selection.candidates().size()
                            + " files worth packing is there; restore its workspace and ask for a backfill");
        }
        return found;
    }

    private Written pack(Path target, Found found, boolean trustsClaims)
            throws IOException, SourceChangedException, RejectedLoopException {
        ManifestDraft draft = new ManifestDraft(loop, selection, SELF_CHECK_MEMBER);
        found.missing().forEach(missing -> draft.skip(missing.candidate(), missing.reason()));
        List<MeasuredFile> files = new ArrayList<>();
        for (SourceFile file : found.files()) {
            MeasuredFile measured = trustsClaims && isAsClaimed(file)
                    ? new MeasuredFile(file, file.candidate().file().sha256(), true)
                    : sources.measure(file);
            files.add(measured);
            draft.add(file.candidate(), file.sizeBytes(), measured.sha256());
        }
        List<Kept> kept = kept(found);
        FormerArchive former = before.readable();
        if (former != null) {
            draft.takeOver(former.manifest(), kept);
        }
        BundleManifest manifest = draft.manifest();
        byte[] json = json(manifest);
        return new Written(manifest, Sha256.of(json), write(target, json, files, kept));
    }

    private List<Kept> kept(Found found) throws RejectedLoopException {
        List<Candidate> packed =
                found.files().stream().map(SourceFile::candidate).toList();
        List<Candidate> gone = found.missing().stream()
                .filter(missing -> missing.reason() == SkipReason.GONE)
                .map(Missing::candidate)
                .toList();
        return before.kept(loop, packed, gone);
    }

    /** Same size as the event says; whether it has the same content will be seen. */
    private static boolean isAsClaimed(SourceFile file) {
        return file.sizeBytes() == file.candidate().file().sizeBytes();
    }

    private Sha256 write(Path target, byte[] manifest, List<MeasuredFile> files, List<Kept> kept)
            throws IOException, SourceChangedException, RejectedLoopException {
        try (TarGzWriter archive = new TarGzWriter(target, loop.loop().finishedAt(), compressor)) {
            archive.add(BundleManifest.FILE_NAME, manifest);
            archive.add(SELF_CHECK_MEMBER.name(), SELF_CHECK);
            sources.expect(files.stream().map(MeasuredFile::source).toList());
            for (MeasuredFile file : files) {
                add(archive, file);
            }
            FormerArchive former = before.readable();
            if (former != null) {
                former.copy(kept, archive);
            }
            return archive.finish();
        }
    }

    private void add(TarGzWriter archive, MeasuredFile file)
            throws IOException, SourceChangedException, RejectedLoopException {
        SourceFile source = file.source();
        Sha256 packed =
                sources.read(source, content -> archive.add(source.candidate().name(), source.sizeBytes(), content));
        if (packed.equals(file.sha256())) {
            return;
        }
        if (file.isClaimed()) {
            throw new ClaimOutdatedException(source.place());
        }
        throw new SourceChangedException(source.place());
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
