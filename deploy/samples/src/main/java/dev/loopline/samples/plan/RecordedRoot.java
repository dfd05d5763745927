package dev.loopline.samples.plan;

/**
 * How the registry spells the home: RD-Agent records absolute paths in the form of the system it ran on, which often is not
 * the form of the system that reads them.
 *
 * @param root for example {@code F:/Dev/RD-Agent-main}, {@code f:\Dev\RD-Agent-main} or {@code /mnt/f/Dev/RD-Agent-main}
 */
public record RecordedRoot(String root) {

    public RecordedRoot {
        if (root.isBlank()) {
            throw new IllegalArgumentException("The recorded root is empty: give a path such as F:/Dev/RD-Agent-main.");
        }
        while (root.length() > 1 && (root.endsWith("/") || root.endsWith("\\"))) {
            root = root.substring(0, root.length() - 1);
        }
    }

    /** The home under its true path. */
    public static RecordedRoot of(RdAgentHome home) {
        return new RecordedRoot(home.root().toString());
    }

    /** A path relative to the home, as it is recorded; separators follow the root's. */
    public String spell(String relative) {
        return root.indexOf('\\') >= 0 ? root + "\\" + relative.replace('/', '\\') : root + "/" + relative;
    }
}
