package dev.loopline.importer.bundle;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which names an archive's members may have: relative, with {@code /}, not too deep, unable to leave their folder or to mean
 * something else on any system, Windows included. Pure.
 */
final class MemberName {

    private static final int LONGEST_SEGMENT_BYTES = 255;
    private static final int LONGEST_NAME_BYTES = 4096;
    /** The files of a workspace lie up to 32 levels deep, and those of a further workspace below two folders more. */
    private static final int DEEPEST = 34;

    /** Of these Windows makes wildcards, drives and streams beside a file. */
    private static final String NOT_IN_FILE_NAMES = "<>:\"|?*\\";

    private static final Pattern DEVICE =
            Pattern.compile("(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

    private MemberName() {}

    static void check(String name) throws ArchiveRefusedException {
        boolean harmless = !name.isEmpty()
                && !name.startsWith("/")
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || NOT_IN_FILE_NAMES.indexOf(c) >= 0
                                || c == 0xFFFD
                                || isHalf(c))
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME_BYTES;
        if (!harmless) {
            throw unsafe(name);
        }
        String[] segments = name.split("/", -1);
        for (String segment : segments) {
            if (segment.isEmpty()
                    || segment.endsWith(".")
                    || segment.endsWith(" ")
                    || DEVICE.matcher(segment).matches()
                    || segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT_BYTES) {
                throw unsafe(name);
            }
        }
        if (segments.length > DEEPEST) {
            throw new ArchiveRefusedException(
                    "TOO_DEEP", "the archive nests folders " + segments.length + " deep, at most " + DEEPEST);
        }
    }

    /** Two names with the same form are one file on some system. */
    static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static boolean isHalf(int c) {
        return Character.getType(c) == Character.SURROGATE;
    }

    private static ArchiveRefusedException unsafe(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return new ArchiveRefusedException(
                "MEMBER_NAME_UNSAFE",
                "the archive has a member named '" + shown.replaceAll("\\p{Cntrl}", "?")
                        + "', which could leave the folder");
    }
}
