package dev.loopline.importer.bundle;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.failure.NotYetException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The folder {@code rdagent_assets/bundles}: of each bundle the archive and, extracted, the folder. Safe for all threads;
 * one process at a time, since what a process left unfinished is cleared when the next one starts. Only downloads that broke
 * off are kept for some days, to go on with.
 */
public final class BundleCache {

    private static final Logger LOG = Logger.getLogger(BundleCache.class);
    private static final String DIGEST_MISMATCH = "DIGEST_MISMATCH";
    private static final int BUFFER = 256 * 1024;
    private static final Pattern PARTIAL = Pattern.compile("[0-9a-f]{64}\\.part");
    private static final Duration PARTIALS_KEPT = Duration.ofDays(3);

    private final Path folder;
    private final Path incoming;
    private final BundleSource source;
    private final BundleExtractor extractor;
    private final SourcePatience patience;
    private final Clock clock;
    private final ReaderPlace shown;
    private final PlacedBundles placed;

    /** How large bundles may be. */
    public record Limits(int maxMembers, long maxBytes) {}

    /**
     * Where bundles are kept.
     *
     * @param folder {@code rdagent_assets/bundles}
     * @param shown where AIstock's own code looks for them as well
     */
    public record Places(Path folder, ReaderPlace shown) {}

    public BundleCache(Path folder, BundleSource source, Limits limits, Duration patience, Clock clock) {
        this(new Places(folder, ReaderPlace.none(folder)), source, limits, patience, clock);
    }

    public BundleCache(Places places, BundleSource source, Limits limits, Duration patience, Clock clock) {
        this.folder = places.folder();
        this.shown = places.shown();
        this.placed = new PlacedBundles(folder, shown);
        this.incoming = folder.resolve(".incoming");
        this.source = source;
        this.extractor = new BundleExtractor(limits.maxMembers(), limits.maxBytes());
        this.patience = new SourcePatience(patience, clock);
        this.clock = clock;
    }

    /** Makes the folders and clears what was left unfinished. */
    public void prepare() throws IOException {
        Files.createDirectories(incoming);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming)) {
            for (Path one : left) {
                if (!isWorthKeeping(one)) {
                    FileTrees.delete(one);
                }
            }
        }
        shown.prepare();
    }

    private boolean isWorthKeeping(Path left) throws IOException {
        return PARTIAL.matcher(left.getFileName().toString()).matches()
                && Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(left)
                        .toInstant()
                        .isAfter(clock.instant().minus(PARTIALS_KEPT));
    }

    /**
     * Sees to it that the bundle is there.
     *
     * @param isRecorded whether this very version was verified before and put here
     * @throws NotYetException the source does not answer, and has not been silent for long
     * @throws IOException the disk failed
     */
    public BundleResult ensure(Bundle bundle, boolean isRecorded) throws IOException {
        return placed.exclusively(bundle.bundleId(), () -> {
            if (isRecorded && isThere(bundle)) {
                if (!placed.has(bundle)) {
                    placed.put(bundle);
                }
                return BundleResult.AVAILABLE;
            }
            Path work = Files.createDirectory(incoming.resolve(UUID.randomUUID().toString()));
            try {
                return bring(bundle, work);
            } finally {
                FileTrees.delete(work);
            }
        });
    }

    /** Takes a bundle out. */
    public void remove(BundleId id) throws IOException {
        placed.exclusively(id.value(), () -> {
            placed.forget(id.value());
            Files.deleteIfExists(folder.resolve(id.fileName()));
            Path content = folder.resolve(id.value());
            if (Files.exists(content, LinkOption.NOFOLLOW_LINKS)) {
                Path aside = incoming.resolve(UUID.randomUUID().toString());
                Files.move(content, aside);
                FileTrees.delete(aside);
            }
            return null;
        });
    }

    /** As far as sizes tell: a look at each member costs little, and finds what is lost or cut. */
    public boolean isThere(Bundle bundle) throws IOException {
        return BundleContent.isThere(folder, bundle);
    }

    /** The bundles that are known to be there. */
    public PlacedBundles placed() {
        return placed;
    }

    /**
     * Takes up a bundle that was put here by an earlier process.
     *
     * @return whether it is there, as far as sizes tell
     */
    public boolean takeUp(Bundle bundle) throws IOException {
        return placed.exclusively(bundle.bundleId(), () -> {
            boolean isThere = placed.has(bundle) || isThere(bundle);
            if (isThere && !placed.has(bundle)) {
                separate(folder.resolve(bundle.fileName()));
                placed.put(bundle);
            }
            return isThere;
        });
    }

    /** An archive that shares its file with the source, as those of earlier versions do, becomes a file of its own. */
    private void separate(Path archive) throws IOException {
        if (!source.isSharedUnasked(archive)) {
            return;
        }
        Path copy = incoming.resolve(UUID.randomUUID().toString());
        try {
            Files.copy(archive, copy, LinkOption.NOFOLLOW_LINKS);
            AtomicFile.move(copy, archive);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private BundleResult bring(Bundle bundle, Path work) throws IOException {
        Path own = folder.resolve(bundle.fileName());
        if (BundleContent.hasSize(own, bundle.sizeBytes())
                && verify(bundle, own, work.resolve("own")).isEmpty()) {
            install(bundle, work.resolve("own"), Optional.empty(), work);
            return BundleResult.AVAILABLE;
        }
        boolean isContinued = Files.exists(partial(bundle));
        BundleResult result = fetchAndInstall(bundle, work);
        boolean begunBadly = isContinued && result.reason().equals(DIGEST_MISMATCH);
        return begunBadly ? fetchAndInstall(bundle, Files.createDirectory(work.resolve("again"))) : result;
    }

    private BundleResult fetchAndInstall(Bundle bundle, Path work) throws IOException {
        Path archive = work.resolve("archive");
        Path content = work.resolve("content");
        Optional<BundleResult> failure = fetch(bundle, archive);
        if (failure.isEmpty()) {
            failure = verify(bundle, archive, content);
        }
        if (failure.isPresent()) {
            return failure.get();
        }
        install(bundle, content, Optional.of(archive), work);
        return BundleResult.AVAILABLE;
    }

    private Path partial(Bundle bundle) {
        return incoming.resolve(bundle.sha256().hex() + ".part");
    }

    /** @return why there is no archive; empty if there is one now */
    private Optional<BundleResult> fetch(Bundle bundle, Path archive) throws IOException {
        Path partial = partial(bundle);
        boolean brokeOff = false;
        LOG.infof("Downloading asset bundle: %s", bundle.bundleId());
        try {
            Optional<BundleSource.Absent> absent = source.fetch(bundle, partial);
            patience.answered();
            if (absent.isPresent()) {
                return Optional.of(
                        BundleResult.missing(absent.get().reason(), absent.get().message()));
            }
            Files.move(partial, archive);
            return Optional.empty();
        } catch (SourceUnavailableException e) {
            brokeOff = true;
            if (patience.isWorthWaiting()) {
                throw new NotYetException(
                        "the bundle " + bundle.bundleId() + " cannot be fetched yet: " + e.getMessage());
            }
            LOG.warnf("Importing without bundle for now. bundleId=%s reason=%s", bundle.bundleId(), e.getMessage());
            return Optional.of(BundleResult.missing("SOURCE_UNAVAILABLE", String.valueOf(e.getMessage())));
        } finally {
            if (!brokeOff) {
                Files.deleteIfExists(partial);
            }
        }
    }

    /** Reads the archive once: digest and extraction. @return why it is refused; empty if {@code target} is whole */
    private Optional<BundleResult> verify(Bundle bundle, Path archive, Path target) throws IOException {
        LOG.infof("Extracting asset bundle: %s", bundle.bundleId());
        Files.createDirectory(target);
        MessageDigest digest = Sha256.newDigest();
        Optional<BundleResult> refusal = Optional.empty();
        try (InputStream raw =
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(archive), BUFFER), digest)) {
            try {
                extractor.extract(new UnclosedInput(raw), bundle, target);
            } catch (ArchiveRefusedException e) {
                refusal = Optional.of(BundleResult.rejected(e.reason(), String.valueOf(e.getMessage())));
            }
            drain(raw);
        }
        if (!Sha256.finish(digest).equals(bundle.sha256())) {
            return Optional.of(BundleResult.rejected(
                    DIGEST_MISMATCH, "the archive of " + bundle.bundleId() + " is not the one that was announced"));
        }
        return refusal;
    }

    private void install(Bundle bundle, Path content, Optional<Path> archive, Path work) throws IOException {
        Path target = folder.resolve(bundle.bundleId());
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(target, work.resolve("old"));
        }
        Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
        if (archive.isPresent()) {
            AtomicFile.move(archive.get(), folder.resolve(bundle.fileName()));
        }
        placed.put(bundle);
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (in.read(buffer) >= 0) {
            continue; // only the digest matters
        }
    }
}
