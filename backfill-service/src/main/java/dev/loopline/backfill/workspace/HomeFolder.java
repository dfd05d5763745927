package dev.loopline.backfill.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The RD-Agent home of this machine. Finds the folders of a loop in it and lets nothing out of it: a relative path that
 * climbs, and a folder that is reached only through a link, do not count as there. Safe for all threads.
 */
public final class HomeFolder {

    private final Path home;
    private final HomeSettings settings;

    public HomeFolder(Path home) {
        this(home, Map.of());
    }

    /**
     * @param given settings of RD-Agent that count more than the home's {@code .env}
     */
    public HomeFolder(Path home, Map<String, String> given) {
        this.home = home.toAbsolutePath().normalize();
        this.settings = new HomeSettings(this.home, given);
    }

    /** The settings that RD-Agent was started with. */
    public HomeSettings settings() {
        return settings;
    }

    public Path path() {
        return home;
    }

    /** Whether the home itself is there; false while its disk is not mounted. */
    public boolean isThere() {
        return Files.isDirectory(home);
    }

    /**
     * The folder at this path.
     *
     * @param homeRelativePath with {@code /}; null if the recorded folder was not found in the home
     * @return empty if it does not exist, is no folder, or lies outside
     */
    public Optional<Path> folder(@Nullable String homeRelativePath) throws IOException {
        if (homeRelativePath == null || homeRelativePath.isBlank()) {
            return Optional.empty();
        }
        Path folder;
        try {
            folder = home.resolve(homeRelativePath).normalize();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (folder.equals(home)
                || !folder.startsWith(home)
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !folder.toRealPath().startsWith(home.toRealPath())) {
            return Optional.empty();
        }
        return Optional.of(folder);
    }

    /**
     * Whether the folder of the home that holds this path is there, such as {@code git_ignore_folder}. If it is not, a
     * missing workspace says nothing about the loop: the disk is not mounted.
     */
    public boolean hasRootOf(String homeRelativePath) {
        int slash = homeRelativePath.indexOf('/');
        String first = slash < 0 ? homeRelativePath : homeRelativePath.substring(0, slash);
        return !first.isEmpty() && Files.isDirectory(home.resolve(first));
    }
}
