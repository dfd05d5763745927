package dev.loopline.cli;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Texts;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data folder, by which the commands find a running Loopline. */
final class DataOption {

    @Option(names = "--data", paramLabel = "DIR")
    private @Nullable Path data;

    DataFolder folder() {
        return data == null ? DataFolder.ofUser() : new DataFolder(data);
    }

    /** The folder of the demo: one of its own unless --data names another, so that sample loops never meet real ones. */
    DataFolder demoFolder() {
        return data == null ? demoBeside(DataFolder.ofUser()) : new DataFolder(data);
    }

    /** The endpoints of what runs on the folder; where none was named, a running demo will do. */
    Endpoints running() {
        DataFolder folder = folder();
        Optional<Endpoints> found = Endpoints.read(folder.endpointsFile());
        if (data == null) {
            found = found.or(() -> Endpoints.read(demoBeside(folder).endpointsFile()));
        }
        return found.orElseThrow(() -> new CommandException(Texts.text("data.notRunning", folder)));
    }

    private static DataFolder demoBeside(DataFolder folder) {
        return new DataFolder(folder.root().resolve("demo"));
    }
}
