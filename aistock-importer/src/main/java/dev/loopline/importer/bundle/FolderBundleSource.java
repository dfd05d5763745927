package dev.loopline.importer.bundle;

import dev.loopline.contracts.event.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A folder that the bundler writes to and that this machine sees. The bundler replaces its files and never changes them, but
 * others do: so the archive is copied unless a hard link was asked for.
 */
public final class FolderBundleSource implements BundleSource {

    private static final Logger LOG = Logger.getLogger(FolderBundleSource.class);

    private final Path folder;
    private final BundleCopy how;

    public FolderBundleSource(Path folder) {
        this(folder, BundleCopy.COPY);
    }

    public FolderBundleSource(Path folder, BundleCopy how) {
        this.folder = folder;
        this.how = how;
    }

    @Override
    public Optional<Absent> fetch(Bundle bundle, Path target) throws IOException {
        Path archive = folder.resolve(bundle.fileName());
        if (!Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Absent("BUNDLE_NOT_FOUND", "there is no file " + archive));
        }
        Files.deleteIfExists(target);
        try {
            if (how == BundleCopy.LINK) {
                linkOrCopy(archive, target);
            } else {
                Files.copy(archive, target, LinkOption.NOFOLLOW_LINKS);
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of(new Absent("BUNDLE_NOT_FOUND", "the file " + archive + " has just gone"));
        }
    }

    @Override
    public boolean isSharedUnasked(Path own) throws IOException {
        Path archive = folder.resolve(own.getFileName());
        return how == BundleCopy.COPY
                && Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(own, LinkOption.NOFOLLOW_LINKS)
                && Files.isSameFile(archive, own);
    }

    private static void linkOrCopy(Path archive, Path target) throws IOException {
        try {
            Files.createLink(target, archive);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debugf("No hard link, copying. bundle=%s reason=%s", archive.getFileName(), e.getMessage());
            Files.copy(archive, target, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
