package dev.loopline.cli;

import dev.loopline.cli.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of Loopline: a checkout that was built, or an unpacked release. */
final class InstallationFolder {

    /** Set by the wrapper script, which knows where it lies. */
    static final String PROPERTY = "loopline.installation";

    private InstallationFolder() {}

    static Path locate() {
        String set = System.getProperty(PROPERTY, "");
        if (!set.isEmpty()) {
            return Path.of(set);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("workspace-watcher"))
                    && Files.isDirectory(folder.resolve("aistock-importer"))) {
                return folder;
            }
        }
        throw new CommandException(Texts.text("installation.missing", PROPERTY));
    }
}
