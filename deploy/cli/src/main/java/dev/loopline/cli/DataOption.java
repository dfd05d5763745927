package dev.loopline.cli;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data folder, by which the commands find a running Loopline. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where broker, database, state and logs are kept (default: loopline in your data folder).")
    private @Nullable Path data;

    DataFolder folder() {
        return data == null ? DataFolder.ofUser() : new DataFolder(data);
    }

    /** The endpoints of what runs on the folder. */
    Endpoints running() {
        DataFolder folder = folder();
        return Endpoints.read(folder.endpointsFile())
                .orElseThrow(() -> new CommandException("Loopline is not running on the data folder " + folder
                        + "; start it with `loopline up`, or name its folder with --data."));
    }
}
