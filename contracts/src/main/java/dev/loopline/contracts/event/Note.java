package dev.loopline.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * Something that a person should be able to find out later: an input that was skipped, a value that is a default.
 *
 * @param code a constant in upper snake case, for machines, such as {@code WORKSPACE_MISSING}
 * @param subject the file, field or workspace concerned
 * @param message one sentence for people
 */
public record Note(String code, @Nullable String subject, String message) {

    /** Code of the note that a metadata file is not on disk as the event has it; its subject ends in the file's name. */
    public static final String METADATA_NOT_WRITTEN = "METADATA_NOT_WRITTEN";
}
