package dev.loopline.kit.session;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks into folders without following links; a folder that cannot be looked into is empty. Stateless. */
final class Folders {

    private static final int MAX_ENTRIES = 20_000;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private Folders() {}

    static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The folders in a folder, by name. */
    static List<Path> in(Path folder) {
        return entries(folder).stream().filter(Folders::isFolder).toList();
    }

    /** All that is in a folder, by name. */
    static List<Path> entries(Path folder) {
        if (!isFolder(folder)) {
            return List.of();
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (entries.size() >= MAX_ENTRIES) {
                    break;
                }
                entries.add(entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** A whole number from 0 as RD-Agent writes it; empty for anything else. */
    static Optional<Integer> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
}
