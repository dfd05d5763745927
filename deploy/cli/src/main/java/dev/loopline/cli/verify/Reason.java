package dev.loopline.cli.verify;

/** Why something is wrong, for machines: the causes behind what the initialisation guide lets people see. */
enum Reason {
    /** The recorded workspace is not on this machine. */
    WORKSPACE_MISSING,
    /** It is there, but this user may not read it. */
    WORKSPACE_UNREADABLE,
    /** It is recorded under a root of another machine, and nothing says where that lies here. */
    PATH_NOT_CONVERTED,
    /** The loop has a result, but nothing that could be packed. */
    NO_PACKABLE_FILES,
    /** A file that should be there is not. */
    FILE_MISSING,
    /** A file is no JSON; the message names the line. */
    JSON_INVALID,
    /** A field is missing, or of another type than it has to be. */
    FIELD_INVALID,
    /** A table or a column is missing in AIstock's database. */
    SCHEMA_MISMATCH,
    /** The importer refused an entry; the message names key and field. */
    ENTRY_REJECTED,
    /** A loop with a result has no bundle; the message says why, where that is known. */
    BUNDLE_MISSING,
    /** A bundle is recorded, but there is no archive. */
    BUNDLE_NOT_FOUND,
    /** Two copies of one file differ. */
    DIGEST_MISMATCH,
    /** An archive cannot be opened, or holds what must not be in one. */
    ARCHIVE_CORRUPT,
    /** A service does not answer. */
    NETWORK,
    /** Two stores contradict each other in some other way. */
    INCONSISTENT
}
