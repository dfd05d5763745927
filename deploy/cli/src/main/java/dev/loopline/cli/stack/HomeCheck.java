package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the homes before a start, so that a wrong path is one sentence. */
public final class HomeCheck {

    /** What makes a folder an RD-Agent home; one of them is enough. */
    private static final List<String> PARTS = List.of("log", "git_ignore_folder", "RDagentDB");

    private HomeCheck() {}

    /**
     * Refuses what can be no home.
     *
     * @param option the command line option that named it
     * @throws IllegalArgumentException if it is missing or no folder
     * @throws StackException if it cannot be written
     */
    public static void requireUsable(Path home, String option) {
        if (!Files.exists(home)) {
            throw new IllegalArgumentException(Texts.text("home.missing", home, option));
        }
        if (!Files.isDirectory(home)) {
            throw new IllegalArgumentException(Texts.text("home.file", home, option));
        }
        Stream.of(home, home.resolve("RDagentDB"), home.resolve("production_bundles"))
                .filter(Files::exists)
                .filter(folder -> !Files.isWritable(folder))
                .findFirst()
                .ifPresent(folder -> {
                    throw new StackException(Texts.text("home.locked", folder, System.getProperty("user.name")));
                });
    }

    /** A remark on an RD-Agent home in which RD-Agent has not run yet; no obstacle. */
    public static Optional<String> remark(Path home) {
        boolean used = PARTS.stream().map(home::resolve).anyMatch(Files::exists);
        return used ? Optional.empty() : Optional.of(Texts.text("home.unused", home));
    }
}
