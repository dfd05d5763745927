package dev.loopline.bundle.select;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names in the archive: relative, with {@code /}, and safe to extract on Windows, Linux and macOS. Gives every name out
 * once, also where case or the Unicode form does not count. Not for several threads.
 */
final class MemberNames {

    private static final String NOT_IN_FILE_NAMES = "<>:\"/\\|?*%";

    /** Names that Windows takes for devices, whatever their extension. */
    private static final Pattern DEVICE =
            Pattern.compile("(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

    private final Set<String> taken = new HashSet<>();

    MemberNames(List<String> reserved) {
        reserved.forEach(name -> taken.add(comparable(name)));
    }

    /** The names from the root down; empty if the path could leave a folder or cannot be extracted everywhere. */
    static Optional<List<String>> split(String path) {
        List<String> segments = List.of(path.split("/", -1));
        return segments.stream().allMatch(MemberNames::isSafe) ? Optional.of(segments) : Optional.empty();
    }

    /** Any text as one folder name; different texts stay different. */
    static String folderName(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (NOT_IN_FILE_NAMES.indexOf(c) >= 0 || Character.isISOControl(c)) {
                out.append(String.format(Locale.ROOT, "%%%02X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        boolean endsBadly = out.isEmpty() || out.charAt(out.length() - 1) == '.' || out.charAt(out.length() - 1) == ' ';
        return endsBadly ? out + "%" : out.toString();
    }

    /**
     * The name itself, or, if it is taken, the first free one with {@code <prefix>_} before its last part, repeated as
     * often as needed.
     */
    String give(String wanted, String prefix) {
        int base = wanted.lastIndexOf('/') + 1;
        String name = wanted;
        while (!taken.add(comparable(name))) {
            name = name.substring(0, base) + prefix + "_" + name.substring(base);
        }
        return name;
    }

    private static boolean isSafe(String segment) {
        return !segment.isEmpty()
                && !DEVICE.matcher(segment).matches()
                && !segment.endsWith(".")
                && !segment.endsWith(" ")
                && segment.codePoints()
                        .noneMatch(c -> (c != '%' && NOT_IN_FILE_NAMES.indexOf(c) >= 0)
                                || Character.isISOControl(c)
                                || c == 0xFFFD
                                || Character.getType(c) == Character.SURROGATE);
    }

    /** The same text for names that some system takes for one. */
    static String comparable(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
