package dev.loopline.cli.backup;

import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sees to it that a backup does not land in what it copies, nor where RD-Agent keeps its workspaces. Stateless. */
final class Placement {

    private Placement() {}

    /** @throws IllegalArgumentException if it would */
    static void check(Path home, List<Part> parts, Path folder) throws IOException {
        List<Path> closed = new ArrayList<>(List.of(home.resolve("log"), home.resolve("git_ignore_folder")));
        for (Part part : parts) {
            if (part instanceof Part.Folder source) {
                closed.add(source.source());
            }
        }
        Path target = real(folder);
        for (Path one : closed) {
            if (target.startsWith(real(one))) {
                throw new IllegalArgumentException(Texts.text("backup.inside", one));
            }
        }
    }

    /** The path without links, as far as it exists. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path existing = absolute;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null
                ? absolute
                : existing.toRealPath().resolve(existing.relativize(absolute).toString());
    }
}
