package dev.loopline.cli;

import dev.loopline.cli.stack.Places;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.path.NamedFolder;
import dev.loopline.contracts.path.RecordedPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say where to look beyond the home's own folders. */
final class PlacesMixin {

    @Option(names = "--path-map", paramLabel = "FROM=TO")
    private List<String> pathMap = new ArrayList<>();

    @Option(names = "--log-root", paramLabel = "[NAME=]DIR")
    private List<String> logRoots = new ArrayList<>();

    @Option(names = "--workspace-root", paramLabel = "[NAME=]DIR")
    private List<String> workspaceRoots = new ArrayList<>();

    /** @throws IllegalArgumentException if a folder is missing or cannot be a root, in one sentence */
    Places read(Path home) {
        try {
            return Places.read(
                    home,
                    pathMap.stream().map(PlacesMixin::absolute).toList(),
                    folders(logRoots, "--log-root"),
                    folders(workspaceRoots, "--workspace-root"),
                    System.getenv());
        } catch (IOException e) {
            throw new IllegalArgumentException(Texts.text("file.unreadable", home, e.getMessage()), e);
        }
    }

    /** The services run in other working folders. */
    private static String absolute(String text) {
        RecordedPaths.Mapping mapping = RecordedPaths.Mapping.parse(text);
        String from = text.substring(0, text.lastIndexOf('='));
        return from + "=" + mapping.here().toAbsolutePath().normalize();
    }

    private static List<NamedFolder> folders(List<String> texts, String option) {
        return texts.stream().map(text -> folder(text, option)).toList();
    }

    private static NamedFolder folder(String text, String option) {
        NamedFolder named = NamedFolder.parse(text);
        Path folder = named.folder();
        if (!Files.exists(folder)) {
            throw new IllegalArgumentException(missing(folder, option));
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(Texts.text("home.file", folder, option));
        }
        return named;
    }

    private static String missing(Path folder, String option) {
        if (Files.isSymbolicLink(folder)) {
            return Texts.text("place.link", folder, target(folder), option);
        }
        Path parent = folder.getParent();
        return parent == null || Files.isDirectory(parent)
                ? Texts.text("home.missing", folder, option)
                : Texts.text("place.parent", folder, option);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return Texts.text("place.unreadable");
        }
    }
}
