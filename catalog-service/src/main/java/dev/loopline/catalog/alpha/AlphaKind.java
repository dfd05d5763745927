package dev.loopline.catalog.alpha;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The two libraries. */
public enum AlphaKind {
    ALPHA158("158", List.of("alpha158_full_meta.json", "alpha158_meta.json", "alpha_all_meta.json")),
    ALPHA360("360", List.of("alpha360_meta.json", "alpha_all_meta.json"));

    private final String number;
    private final List<String> files;

    AlphaKind(String number, List<String> files) {
        this.number = number;
        this.files = files;
    }

    /** {@code 158} or {@code 360}. */
    public String number() {
        return number;
    }

    /** Names of the files that may hold it, the fullest first. */
    List<String> files() {
        return files;
    }

    /** {@code alpha158} or {@code alpha360}: the tag of its factors. */
    String tag() {
        return "alpha" + number;
    }

    /** {@code qlib_alpha158} or {@code qlib_alpha360}: the source of its factors. */
    String source() {
        return "qlib_" + tag();
    }

    /** The library of this number. */
    public static Optional<AlphaKind> of(String number) {
        return Arrays.stream(values())
                .filter(kind -> kind.number.equals(number))
                .findFirst();
    }
}
