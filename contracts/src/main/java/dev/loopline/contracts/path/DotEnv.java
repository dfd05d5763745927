package dev.loopline.contracts.path;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a {@code .env} file as RD-Agent's own loader does: {@code NAME=value} on each line, {@code export} before it, the
 * value in quotation marks or ended by a comment. Lines that are none of this are passed over. Where the home's {@code .env}
 * says where the code libraries lie, everybody has to read it alike.
 */
public final class DotEnv {

    private DotEnv() {}

    /** The names with their values; of a name that stands twice, the last. */
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().map(String::strip).forEach(line -> {
            String entry = line.startsWith("export ")
                    ? line.substring("export ".length()).strip()
                    : line;
            int equals = entry.indexOf('=');
            if (equals > 0 && !entry.startsWith("#")) {
                values.put(
                        entry.substring(0, equals).strip(),
                        value(entry.substring(equals + 1).strip()));
            }
        });
        return values;
    }

    private static String value(String text) {
        if (text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
            int end = text.indexOf(text.charAt(0), 1);
            return end < 0 ? text : text.substring(1, end);
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }
}
