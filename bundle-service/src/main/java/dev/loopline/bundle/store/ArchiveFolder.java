package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The archives as files of one folder; links are not followed. Safe for all threads. */
final class ArchiveFolder {

    private static final String EXTENSION = ".tar.gz";
    private static final Logger LOG = Logger.getLogger(ArchiveFolder.class);

    private final Path folder;
    private final DigestCache digests = new DigestCache();

    ArchiveFolder(Path folder) throws IOException {
        this.folder = existing(folder.toAbsolutePath().normalize());
    }

    /** Creates the folder if it is missing; it may be a link to one on another disk. */
    static Path existing(Path folder) throws IOException {
        return (Files.isDirectory(folder) ? folder : Files.createDirectories(folder)).toRealPath();
    }

    Path folder() {
        return folder;
    }

    Path file(BundleId id) {
        return folder.resolve(id.fileName());
    }

    boolean holds(BundleId id) {
        return Files.isRegularFile(file(id), LinkOption.NOFOLLOW_LINKS);
    }

    /** Size and time of an archive; empty if it is not there. */
    Optional<BasicFileAttributes> attributes(BundleId id) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file(id), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(attributes) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** An archive with the digest of its content, which is read unless it was read before. */
    StoredArchive stored(BundleId id, BasicFileAttributes archive) throws IOException {
        Instant modifiedAt = archive.lastModifiedTime().toInstant();
        Optional<Sha256> known = digests.get(id, archive.size(), modifiedAt);
        Sha256 sha256 = known.isPresent() ? known.get() : digest(file(id));
        digests.put(id, archive.size(), modifiedAt, sha256);
        return new StoredArchive(id, new ArchiveFile(file(id)), archive.size(), sha256);
    }

    /** Notes the digest of an archive that was read elsewhere. */
    void note(BundleId id, ArchiveScan.Look archive, Sha256 sha256) {
        digests.put(id, archive.sizeBytes(), archive.modifiedAt(), sha256);
    }

    /** Whatever is known of its content is not believed any more. */
    void distrust(BundleId id) {
        digests.forget(id);
    }

    private static Sha256 digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Sha256.of(in);
        }
    }

    /** All archives, sorted. */
    List<BundleStore.Listed> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<BundleId> ids = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .filter(BundleId::isSafe)
                    .sorted()
                    .map(BundleId::new)
                    .toList();
            List<BundleStore.Listed> archives = new ArrayList<>();
            for (BundleId id : ids) {
                attributes(id).ifPresent(found -> archives.add(new BundleStore.Listed(id, found.size())));
            }
            return archives;
        }
    }

    /** Forces a file to disk. */
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Forces the folder to disk, so that a rename survives a power failure. Windows can open no folder and needs none of this. */
    void force() throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } else {
            LOG.debug("This system forces no folders.");
        }
    }
}
