package dev.loopline.kit.integrity;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * How files looked from outside when their content was known to be right: name, size, time and identity of each, folded into a
 * number, so that what is kept of many thousand files is small. Files that came later do not matter. Immutable.
 */
public final class Imprint {

    private final long[] files;

    private Imprint(long[] files) {
        this.files = files;
        Arrays.sort(files);
    }

    /**
     * Takes the imprint of some files below a root.
     *
     * @param names relative to the root, with {@code /}
     * @throws java.nio.file.NoSuchFileException if one is not there
     */
    public static Imprint of(Path root, Collection<String> names) throws IOException {
        long[] files = new long[names.size()];
        int i = 0;
        for (String name : names) {
            Path file = root.resolve(name);
            files[i++] = number(
                    root.relativize(file),
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        }
        return new Imprint(files);
    }

    /** Takes the imprint of all files in these files and folders below a root; what is not there is left out. */
    public static Imprint ofAll(Path root, Collection<Path> places) throws IOException {
        LongStream.Builder files = LongStream.builder();
        for (Path place : places) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(place, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.add(number(root.relativize(file), attributes));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        return FileVisitResult.CONTINUE; // it has just gone: then it is not among them
                    }
                });
            }
        }
        return new Imprint(files.build().toArray());
    }

    /** Whether every file of an earlier imprint is among these, unchanged. */
    public boolean includes(Imprint earlier) {
        return Arrays.stream(earlier.files).allMatch(file -> Arrays.binarySearch(files, file) >= 0);
    }

    private static long number(Path name, BasicFileAttributes attributes) {
        long number = fold(17, name.toString().hashCode());
        number = fold(number, name.getNameCount());
        number = fold(number, attributes.size());
        number = fold(number, attributes.lastModifiedTime().toInstant().hashCode());
        number = fold(number, attributes.isRegularFile() ? 1 : 0);
        return fold(
                number, attributes.fileKey() == null ? 0 : attributes.fileKey().hashCode());
    }

    /** A step of SplitMix64 (Steele, Lea and Flood 2014), which spreads each bit over all of them. */
    private static long fold(long number, long more) {
        long mixed = (number ^ more) + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
