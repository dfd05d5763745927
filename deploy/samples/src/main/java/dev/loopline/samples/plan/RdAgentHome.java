package dev.loopline.samples.plan;

import java.nio.file.Path;

/**
 * Where things lie in an RD-Agent home.
 *
 * @param root the home itself
 */
public record RdAgentHome(Path root) {

    /** The folder of real workspaces, relative to the home. */
    public static final String WORKSPACES = "git_ignore_folder/RD-Agent_workspace";

    public RdAgentHome {
        root = root.toAbsolutePath().normalize();
    }

    /** The folder of task runs and session logs. */
    public Path log() {
        return root.resolve("log");
    }

    /** The folder of real workspaces. */
    public Path workspaces() {
        return resolve(WORKSPACES);
    }

    /** RD-Agent's registry. */
    public Path registry() {
        return root.resolve("RDagentDB").resolve("registry.sqlite");
    }

    /** The environment file that RD-Agent reads at start. */
    public Path env() {
        return root.resolve(".env");
    }

    /** A path given relative to the home with forward slashes. */
    public Path resolve(String relative) {
        return root.resolve(relative);
    }
}
