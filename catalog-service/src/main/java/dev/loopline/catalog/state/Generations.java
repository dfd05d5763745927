package dev.loopline.catalog.state;

import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a state folder. One generation is current: {@value CatalogState#FILE_NAME}, or the one that
 * {@value #POINTER} names. A rebuild fills another one and then changes the pointer by one rename, which is the moment at
 * which the new generation counts. No name is ever used for a second database, so that none is opened with the journal of
 * another.
 */
public final class Generations {

    static final String POINTER = "catalog.current";

    private static final Pattern NAME = Pattern.compile("catalog(?:-([0-9]{1,9}))?\\.sqlite");
    private static final Pattern PART = Pattern.compile("(catalog(?:-[0-9]{1,9})?\\.sqlite)(?:-wal|-shm|-journal)?");

    private final Path folder;

    public Generations(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Whether both are one generation. */
    public static boolean isSame(Path one, Path other) {
        return owner(one).equals(owner(other));
    }

    /** The file that counts, whether it exists or not. */
    public Path current() throws IOException {
        try {
            String name = Files.readString(folder.resolve(POINTER)).strip();
            return folder.resolve(NAME.matcher(name).matches() ? name : CatalogState.FILE_NAME);
        } catch (NoSuchFileException e) {
            return folder.resolve(CatalogState.FILE_NAME);
        }
    }

    /** A file for the next generation. */
    public Path next() throws IOException {
        long highest = number(current());
        for (Path file : files()) {
            highest = Math.max(highest, number(file));
        }
        return folder.resolve("catalog-" + (highest + 1) + ".sqlite");
    }

    /** Makes this generation the one that counts. */
    void pointTo(Path file) throws IOException {
        Path temporary = folder.resolve("." + POINTER + ".loopline-tmp");
        byte[] name = (file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.replaceDurably(folder.resolve(POINTER), temporary, name);
    }

    /** Removes all generations but the current one and this one. */
    public void sweep(Path alsoKept) throws IOException {
        Path current = current();
        for (Path file : files()) {
            String owner = owner(file);
            if (!current.endsWith(owner) && !alsoKept.endsWith(owner)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> PART.matcher(entry.getFileName().toString()).matches())) {
            entries.forEach(files::add);
        }
        return files;
    }

    private static String owner(Path file) {
        Matcher matcher = PART.matcher(file.getFileName().toString());
        return matcher.matches() ? matcher.group(1) : "";
    }

    private static long number(Path file) {
        Matcher matcher = NAME.matcher(owner(file));
        return matcher.matches() && matcher.group(1) != null ? Long.parseLong(matcher.group(1)) : 0;
    }
}
