package dev.loopline.kit.files;

/**
 * What was found where a workspace is said to be.
 *
 * @param state whether it can be read
 * @param root the root that is not there, if that is the reason; else the home
 */
public record FoundFolder(State state, String root) {

    /** Whether a folder can be read. */
    public enum State {
        THERE,
        /** Its root is there and it is not. */
        MISSING,
        /** It is a link, or leads out of its root. */
        OUTSIDE_HOME,
        /** It lies in a root that is not there: what is not mounted is not gone. */
        ROOT_AWAY
    }
}
