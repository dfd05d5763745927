package dev.loopline.bundle.select;

/** Why a file of the loop is not in the archive; the constants stand in {@code manifest.json}. */
public enum SkipReason {
    /** Data, reports and run records that no further run of the loop needs, such as parquet files. */
    NOT_PART_OF_BUNDLE,
    /** The path could not be extracted safely on every system. */
    UNSAFE_NAME,
    /** The event names the same file twice. */
    NAMED_TWICE,
    /** The event has a file of a workspace that it does not list. */
    UNKNOWN_WORKSPACE,
    /** The workspace is not below the RD-Agent home. */
    WORKSPACE_MISSING,
    /** The file was there when the metadata was made and is there no more. */
    GONE,
    /** The file is a link, or lies behind one; links are never followed. */
    LINK,
    /** A folder, a device or something else that has no content of its own. */
    NOT_A_FILE
}
