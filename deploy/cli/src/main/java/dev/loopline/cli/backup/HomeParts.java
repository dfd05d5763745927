package dev.loopline.cli.backup;

import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.path.DotEnv;
import dev.loopline.contracts.path.PortablePath;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the parts of an RD-Agent home that the initialisation guide has copied before anything is changed: registry,
 * bundles, code libraries; and the catalog files. Stateless.
 */
public final class HomeParts {

    private static final String FACTORS_ROOT = "RD_FACTORS_LIB_ROOT";
    private static final String STRATEGIES_ROOT = "RD_STRATEGIES_LIB_ROOT";
    private static final long LARGEST_DOT_ENV = 1024 * 1024;

    private HomeParts() {}

    /**
     * @param environment where the libraries' roots are looked for first, as the backfill-service does; then the home's {@code
     *     .env}
     */
    public static List<Part> of(Path home, Map<String, String> environment) {
        Map<String, String> dotEnv = dotEnv(home.resolve(".env"));
        return List.of(
                registry(RegistryFile.of(home)),
                folder("production_bundles", home.resolve("production_bundles")),
                library("rd-factors-lib", FACTORS_ROOT, environment, dotEnv),
                library("rd-strategies-lib", STRATEGIES_ROOT, environment, dotEnv),
                folder("rdagent_data", home.resolve("rdagent_data")));
    }

    private static Part registry(Path file) {
        return Files.isRegularFile(file)
                ? new Part.Database("registry.sqlite", file)
                : new Part.Absent("registry.sqlite", Texts.text("backup.missing", file));
    }

    private static Part folder(String name, Path folder) {
        return Files.isDirectory(folder)
                ? new Part.Folder(name, folder)
                : new Part.Absent(name, Texts.text("backup.missing", folder));
    }

    private static Part library(
            String name, String variable, Map<String, String> environment, Map<String, String> dotEnv) {
        String set = environment.getOrDefault(variable, "").strip();
        String value = set.isEmpty() ? dotEnv.getOrDefault(variable, "").strip() : set;
        if (value.isEmpty()) {
            return new Part.Absent(name, Texts.text("backup.unset", variable));
        }
        return here(value)
                .filter(Files::isDirectory)
                .<Part>map(root -> new Part.Folder(name, root))
                .orElseGet(() -> new Part.Absent(name, Texts.text("backup.noFolder", variable, value)));
    }

    private static Optional<Path> here(String recorded) {
        PortablePath path = PortablePath.parse(recorded);
        try {
            return (File.separatorChar == '\\' ? path.onWindows() : path.onPosix()).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> dotEnv(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST_DOT_ENV
                    ? DotEnv.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), System.getenv())
                    : Map.of();
        } catch (IOException e) {
            throw new BackupException(Texts.text("file.unreadable", file, e), e);
        }
    }
}
