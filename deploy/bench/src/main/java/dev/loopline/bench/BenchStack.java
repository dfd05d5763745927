package dev.loopline.bench;

import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The stack that a benchmark runs on. */
final class BenchStack {

    @Option(names = "--repository", required = true, hidden = true)
    Path repository = Path.of("");

    @Option(
            names = "--java-flag",
            description =
                    "A flag for the JVMs of the services; may be given several times, and wins over the usual ones.")
    List<String> javaFlags = new ArrayList<>();

    /** On any free ports, with more flags for the JVMs of all services after the usual ones. */
    StackOptions.Builder in(BenchFolder folder) {
        StackOptions.Builder options =
                StackOptions.builder(repository, folder.home(), folder.data()).freePorts();
        String[] flags = javaFlags.toArray(String[]::new);
        for (Service service : Service.values()) {
            options.javaFlags(service, flags);
        }
        return options;
    }
}
