package dev.loopline.backfill.codesync;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a library's {@code VERSION}: a release number, and behind a plus sign (a local version of PEP 440) the digest
 * of the {@code generated.py} that it belongs to. So it is raised exactly when that content changed, also after a crash
 * between the two files.
 *
 * @param release the first two numbers
 * @param patch the third one, which is raised
 * @param digest hexadecimal; empty if another writer made the version
 */
record LibraryVersion(String release, long patch, String digest) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}\\.\\d{1,9})\\.(\\d{1,9})(?:\\+([0-9a-f]+))?");
    private static final LibraryVersion NONE = new LibraryVersion("0.0", 0, "");

    /** Text that is no version counts as none. */
    static LibraryVersion parse(String text) {
        Matcher version = TEXT.matcher(text.strip());
        if (!version.matches()) {
            return NONE;
        }
        String digest = version.group(3);
        return new LibraryVersion(version.group(1), Long.parseLong(version.group(2)), digest == null ? "" : digest);
    }

    boolean isOf(String content) {
        return digest.equals(content);
    }

    LibraryVersion raised(String content) {
        return new LibraryVersion(release, patch + 1, content);
    }

    @Override
    public String toString() {
        return release + "." + patch + "+" + digest;
    }
}
