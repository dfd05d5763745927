package dev.loopline.cli.stack;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one child process is started, each time in the same way.
 *
 * @param instance its name: the service's, with a number for a second bundler
 * @param folder its working folder
 * @param command program and arguments
 * @param environment what is added to the environment of this process
 * @param data where its output is kept, and what it unpacks
 * @param readiness answers 200 when it is ready
 */
record LaunchPlan(
        String instance,
        Path folder,
        List<String> command,
        Map<String, String> environment,
        DataFolder data,
        URI readiness) {

    LaunchPlan {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Where its output is appended. */
    Path log() {
        return data.log(instance);
    }
}
