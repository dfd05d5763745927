package dev.loopline.samples.plan;

/** How a loop's folder lies in an RD-Agent home. */
public enum Layout {
    /** {@code log/<task run>/workspace_<workspace>/}, as the initialisation guide draws it. */
    SEEDS,
    /** {@code git_ignore_folder/RD-Agent_workspace/<32 hex>/}, as RD-Agent really makes it; rows say which loop owns it. */
    REGISTRY,
    /** The same folders without a row: only RD-Agent's session log {@code log/<time>/} says which loop owns them. */
    SESSION
}
