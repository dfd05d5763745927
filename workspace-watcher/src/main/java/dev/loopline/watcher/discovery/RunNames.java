package dev.loopline.watcher.discovery;

import dev.loopline.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The names of runs: those of their folders. Runs in different places may have one name; all but the first by path then get
 * six digits of their folder's digest as well. For one thread.
 */
final class RunNames {

    private static final int DIGITS = 6;

    private final Map<String, SortedSet<Path>> folders = new HashMap<>();

    void addAll(List<SessionTrace> traces) {
        for (SessionTrace trace : traces) {
            Path run = trace.entry().run();
            folders.computeIfAbsent(name(run), any -> new TreeSet<>()).add(run);
        }
    }

    String of(Path run) {
        SortedSet<Path> same = folders.get(name(run));
        return same == null || same.first().equals(run) ? name(run) : name(run) + "_" + digest(run);
    }

    /** Of the last two names, so that a home that was moved keeps it. */
    private static String digest(Path run) {
        Path parent = Objects.requireNonNullElse(run.getParent(), run);
        String text = name(parent) + "/" + name(run);
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGITS);
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
