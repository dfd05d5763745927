package dev.loopline.bench;

import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** More flags for the JVMs of all services, to compare one run with another; they come after the usual ones and win. */
final class ServiceFlags {

    @Option(
            names = "--java-flag",
            description =
                    "A flag for the JVMs of the services; may be given several times, and wins over the usual ones.")
    List<String> javaFlags = new ArrayList<>();

    StackOptions.Builder addTo(StackOptions.Builder options) {
        String[] flags = javaFlags.toArray(String[]::new);
        for (Service service : Service.values()) {
            options.javaFlags(service, flags);
        }
        return options;
    }
}
