package dev.loopline.importer.bundle;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.integrity.MarkedFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code rdagent_assets/production_bundles}, where AIstock's own code looks for extracted bundles: a link for each, or
 * a copy where links cannot be made or are not wanted. What lies there and is not Loopline's stays. Safe for threads that handle
 * different bundles.
 */
public final class ReaderPlace {

    private static final Logger LOG = Logger.getLogger(ReaderPlace.class);
    private static final String WORK = ".loopline";

    private final Path root;
    private final Path bundles;
    private final Set<String> taken = new ConcurrentSkipListSet<>();
    private volatile Way way;
    private volatile @Nullable String trouble;

    /** How bundles are shown there. */
    public enum Way {
        /** As links; as copies where the system makes no links for this user. */
        AUTO,
        /** As copies. */
        FOLDER,
        /** Not at all. */
        OFF
    }

    /**
     * @param root {@code production_bundles}
     * @param bundles the folder with the bundles themselves
     */
    public ReaderPlace(Path root, Path bundles, Way way) {
        this.root = root;
        this.bundles = bundles;
        this.way = way;
    }

    /** A place where nothing is shown. */
    static ReaderPlace none(Path bundles) {
        return new ReaderPlace(bundles, bundles, Way.OFF);
    }

    /** Ids at whose place something lies that is not Loopline's. */
    public Set<String> taken() {
        return Set.copyOf(taken);
    }

    /** Clears what was left unfinished. */
    void prepare() throws IOException {
        if (isUsed()) {
            FileTrees.delete(root.resolve(WORK));
        }
    }

    /** Sees to it that a bundle is there. If that cannot be, {@link #trouble} says so, and the bundle itself is none the worse. */
    void show(PlacedBundle bundle) {
        try {
            if (isUsed()) {
                place(bundle.id(), bundle.sha256());
            }
        } catch (IOException e) {
            troubled(e);
        }
    }

    /** Takes a bundle away, if what is there is Loopline's. */
    void hide(String id) {
        try {
            if (isUsed()) {
                takeAway(id);
            }
        } catch (IOException e) {
            troubled(e);
        }
    }

    /** Sees to it that these are there, and takes away what Loopline put there of bundles that are no more. */
    void showAll(Collection<PlacedBundle> all) {
        trouble = null;
        all.forEach(this::show);
        try {
            if (isUsed() && Files.isDirectory(root)) {
                for (String id : ids()) {
                    if (Files.notExists(bundles.resolve(id))) {
                        takeAway(id);
                    }
                }
            }
        } catch (IOException e) {
            troubled(e);
        }
    }

    /** Why not all bundles could be shown at the last attempt; empty if they could. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private void troubled(IOException e) {
        trouble = "bundles cannot be shown in " + root + ": " + e;
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "bundle_*")) {
            entries.forEach(entry -> ids.add(entry.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return ids;
    }

    private void place(String id, Sha256 version) throws IOException {
        MarkedFolder folder = folder(id);
        boolean isLink = isLink(id);
        boolean isDone = way == Way.AUTO ? isLink : folder.content().equals(Optional.of(version));
        if (isDone) {
            return;
        }
        if (!isLink && folder.isTaken()) {
            if (taken.add(id)) {
                LOG.warnf(
                        "The place where AIstock reads a bundle is taken by something else; it stays. place=%s",
                        folder.place());
            }
            return;
        }
        taken.remove(id);
        if (way == Way.AUTO && !link(folder)) {
            way = Way.FOLDER;
        }
        if (way == Way.FOLDER) {
            copy(folder, version, isLink);
        }
    }

    private void takeAway(String id) throws IOException {
        taken.remove(id);
        if (isLink(id)) {
            Files.delete(folder(id).place());
        } else {
            remove(folder(id));
        }
    }

    /** The copy of a bundle; empty where it is a link or not Loopline's. */
    Optional<Path> copyOf(String id) throws IOException {
        return isUsed() && folder(id).content().isPresent()
                ? Optional.of(folder(id).place())
                : Optional.empty();
    }

    /** Somebody may have made the one folder a link to the other: then all bundles are there. */
    private boolean isUsed() throws IOException {
        return way != Way.OFF
                && (Files.isDirectory(root)
                        ? !Files.isSameFile(root, bundles)
                        : !Files.exists(root, LinkOption.NOFOLLOW_LINKS));
    }

    /** @return false if the system makes none */
    private boolean link(MarkedFolder folder) throws IOException {
        remove(folder);
        Path real = Files.createDirectories(root).toRealPath();
        Path target =
                real.relativize(bundles.toRealPath()).resolve(folder.place().getFileName());
        try {
            Files.createSymbolicLink(folder.place(), target);
        } catch (FileAlreadyExistsException e) {
            LOG.debugf("Something has just come to the place of a bundle. place=%s", folder.place());
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            LOG.infof("No links can be made in %s, so bundles are copied there. reason=%s", root, e);
            return false;
        }
        return true;
    }

    private void copy(MarkedFolder folder, Sha256 version, boolean isLink) throws IOException {
        Path source = bundles.resolve(folder.place().getFileName());
        Path fresh = work();
        try {
            Files.walkFileTree(source, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                    Files.createDirectories(
                            fresh.resolve(source.relativize(from).toString()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        Files.copy(from, fresh.resolve(source.relativize(from).toString()));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            if (isLink) {
                Files.delete(folder.place());
            }
            folder.put(fresh, version, work());
        } finally {
            FileTrees.delete(fresh);
        }
    }

    private void remove(MarkedFolder folder) throws IOException {
        if (!folder.isTaken() && Files.exists(folder.place(), LinkOption.NOFOLLOW_LINKS)) {
            folder.remove(work());
        }
    }

    private Path work() throws IOException {
        return Files.createDirectories(root.resolve(WORK))
                .resolve(UUID.randomUUID().toString());
    }

    private MarkedFolder folder(String id) {
        return new MarkedFolder(root.resolve(id));
    }

    /** Whether there is a link to the bundle, however it is written. */
    private boolean isLink(String id) throws IOException {
        Path place = root.resolve(id);
        return Files.isSymbolicLink(place)
                && root.toRealPath()
                        .resolve(Files.readSymbolicLink(place))
                        .normalize()
                        .equals(bundles.toRealPath().resolve(id));
    }
}
