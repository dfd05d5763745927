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
 * A folder that the bundler writes to and that this machine sees. The archive is hard linked, which costs nothing and is
 * safe because the bundler replaces its files and never changes them; across file systems it is copied.
 */
public final class FolderBundleSource implements BundleSource {

    private static final Logger LOG = Logger.getLogger(FolderBundleSource.class);

    private final Path folder;

    public FolderBundleSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<Absent> fetch(Bundle bundle, Path target) throws IOException {
        Path archive = folder.resolve(bundle.fileName());
        if (!Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new Absent("BUNDLE_NOT_FOUND", "there is no file " + archive));
        }
        Files.deleteIfExists(target);
        try {
            linkOrCopy(archive, target);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of(new Absent("BUNDLE_NOT_FOUND", "the file " + archive + " has just gone"));
        }
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
