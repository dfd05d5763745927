package dev.loopline.kit.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The question of a reader on another machine what the files of one loop look like now.
 *
 * @param workspace the primary workspace, as events spell it; null if it was not found when the event was made
 * @param files the files
 */
public record FileLook(@Nullable String workspace, List<Name> files) {

    /** Where it is asked. */
    public static final String LOOK_PATH = "/api/files/look";

    /** Where the content of a file is, by the parameters {@code folder} and {@code path}. */
    public static final String CONTENT_PATH = "/api/files/content";

    /**
     * A file as events name it.
     *
     * @param folder the folder, as events spell it; empty is the home
     * @param path the path below it
     */
    public record Name(String folder, String path) {}

    /**
     * The answer.
     *
     * @param workspace the primary workspace
     * @param files the files, in the order of the question
     */
    public record Seen(FoundFolder workspace, List<SeenFile> files) {}

    /**
     * What one file looks like.
     *
     * @param is what was found
     * @param sizeBytes size; 0 if it is not there
     * @param version a word that changes when the file does, and the entity tag of its content; empty if it is not there
     */
    public record SeenFile(Kind is, long sizeBytes, String version) {}

    /** What was found where a file is said to be. */
    public enum Kind {
        PRESENT,
        UNSAFE_NAME,
        LINK,
        NOT_A_FILE,
        GONE,
        UNREADABLE,
        /** No event names the file, so nothing is said about it. */
        NOT_ANNOUNCED
    }
}
