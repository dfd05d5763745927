package dev.loopline.watcher.register;

import org.jspecify.annotations.Nullable;

/**
 * A new revision of a loop is wanted although its content may be the same.
 *
 * @param requestId the request of a person; null if the watcher itself tries again what a service gave up
 * @param overwrite whether existing metadata files are to be written anew
 * @param onlyExperimentWorkspace whether metadata files are to be written in the experiment workspaces only
 * @param onlyWhole whether it holds only if all files that the loop was registered with are there
 */
public record Demand(
        @Nullable String requestId, boolean overwrite, boolean onlyExperimentWorkspace, boolean onlyWhole) {

    /** Another attempt at what a service gave up. */
    public static final Demand AGAIN = new Demand(null, false, false, false);

    /** Another pass for a loop of which a service did not find all files. */
    public static final Demand WHOLE = new Demand(null, false, false, true);

    /** What a person asked for. */
    public static Demand of(String requestId, boolean overwrite, boolean onlyExperimentWorkspace) {
        return new Demand(requestId, overwrite, onlyExperimentWorkspace, false);
    }
}
