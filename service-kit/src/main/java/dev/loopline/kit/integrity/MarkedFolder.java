package dev.loopline.kit.integrity;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.FileTrees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A folder of Loopline's at a place where other programs keep folders of their own. A file in it says that it is Loopline's, and
 * of which content; a folder without that file belongs to somebody else, and is neither replaced nor removed. For one thread.
 *
 * @param place where it is, or is to be
 */
public record MarkedFolder(Path place) {

    /** The file in it: the digest of the bundle that was extracted. */
    public static final String MARK = ".loopline-bundle";

    private static final int LONGEST_MARK = 100;

    /** The content that it was made of; empty if it is not there or is somebody else's. */
    public Optional<Sha256> content() throws IOException {
        Path mark = place.resolve(MARK);
        if (!isFolder() || !Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(mark, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return digest(new String(in.readNBytes(LONGEST_MARK), StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /** Whether something is there that is not Loopline's. */
    public boolean isTaken() throws IOException {
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                && !(isFolder() && Files.isRegularFile(place.resolve(MARK), LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Puts a finished folder here, in place of what Loopline has here.
     *
     * @param fresh the folder, on the same file system
     * @param content what it was made of
     * @param aside a free name on the same file system, for the former one
     * @return false if something is here that is not Loopline's; then nothing is done
     */
    public boolean put(Path fresh, Sha256 content, Path aside) throws IOException {
        Files.writeString(fresh.resolve(MARK), content.hex() + "\n", StandardCharsets.US_ASCII);
        if (isTaken()) {
            return false;
        }
        if (isFolder()) {
            Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        FileTrees.delete(aside);
        return true;
    }

    /** Removes what Loopline has here, and nothing else. */
    public void remove(Path aside) throws IOException {
        if (isFolder() && !isTaken()) {
            Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
            FileTrees.delete(aside);
        }
    }

    private boolean isFolder() {
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
    }

    private static Optional<Sha256> digest(String text) {
        try {
            return Optional.of(new Sha256(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the file was cut off: the folder is ours and of no known content
        }
    }
}
