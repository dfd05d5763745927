package dev.loopline.importer.bundle;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** Which names an archive's members may have: relative, with {@code /}, unable to leave their folder on any system. Pure. */
final class MemberName {

    private static final int LONGEST_SEGMENT_BYTES = 255;
    private static final int LONGEST_NAME_BYTES = 4096;

    private MemberName() {}

    static void check(String name) throws ArchiveRefusedException {
        boolean harmless = !name.isEmpty()
                && !name.startsWith("/")
                && name.indexOf('\\') < 0
                && !name.matches("[A-Za-z]:.*")
                && name.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD || isHalf(c))
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME_BYTES;
        if (!harmless) {
            throw unsafe(name);
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty()
                    || Set.of(".", "..").contains(segment)
                    || segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT_BYTES) {
                throw unsafe(name);
            }
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
