package dev.loopline.watcher.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Size and time of the files that SQLite writes at a commit: the database, its write-ahead log, its rollback journal. A file
 * that is missing or cannot be asked has a stamp of its own.
 *
 * @param files one text each
 */
record RegistryStamp(List<String> files) {

    private static final List<String> SUFFIXES = List.of("", "-wal", "-journal");

    static RegistryStamp of(Path registry) {
        Stream<Path> files = SUFFIXES.stream().map(suffix -> registry.resolveSibling(registry.getFileName() + suffix));
        return new RegistryStamp(files.map(RegistryStamp::stamp).toList());
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
