package dev.loopline.samples.plan;

/**
 * One workspace of a loop.
 *
 * @param workspaceId the id in the registry and in {@code workspace_meta.json}
 * @param folder relative to the home, with forward slashes
 * @param role what it is to its loop
 * @param codeIndex for a sub-workspace, which of the loop's factors it holds; 0 for a model's and for the experiment's
 */
public record WorkspacePlan(String workspaceId, String folder, Role role, int codeIndex) {}
