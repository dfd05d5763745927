package dev.loopline.contracts.path;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file as RD-Agent's own loader, python-dotenv, does: {@code NAME=value} on each line, {@code export}
 * before it, the value in quotation marks (where it may have several lines and escapes) or ended by a comment, and
 * <code>${NAME}</code> or <code>${NAME:-default}</code> in it. Lines that are none of this are passed over. A byte order mark
 * is dropped.
 */
public final class DotEnv {

    private static final String BLANK = "[^\\S\\r\\n]";
    private static final Pattern NAME = Pattern.compile(
            "\\s*(?:export" + BLANK + "+)?(?:'([^'\\r\\n]+)'|([^=#\\s]+))" + BLANK + "*=" + BLANK + "*");
    private static final Pattern END_AFTER_QUOTE = Pattern.compile(BLANK + "*(?:#[^\\r\\n]*)?(?=[\\r\\n]|\\z)");
    private static final Pattern REST_OF_LINE = Pattern.compile("([^\\r\\n]*)(?:\\r\\n|\\r|\\n|\\z)");
    private static final Pattern COMMENT = Pattern.compile("(?:\\s+|^)#.*", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}:]*)(?::-([^}]*))?}");
    private static final Map<Character, Character> ESCAPES =
            Map.of('a', '\u0007', 'b', '\b', 'f', '\f', 'n', '\n', 'r', '\r', 't', '\t', 'v', '\u000b');

    private final String text;
    private final Map<String, String> environment;
    private final Map<String, String> values = new LinkedHashMap<>();

    private DotEnv(String text, Map<String, String> environment) {
        this.text = text;
        this.environment = environment;
    }

    /**
     * The names with their values; of a name that stands twice, the last.
     *
     * @param environment the variables of the process, which <code>${NAME}</code> means first
     */
    public static Map<String, String> parse(String text, Map<String, String> environment) {
        DotEnv file = new DotEnv(text.startsWith("\uFEFF") ? text.substring(1) : text, environment);
        file.read();
        return file.values;
    }

    private void read() {
        Matcher name = NAME.matcher(text);
        int at = 0;
        while (at < text.length()) {
            name.region(at, text.length());
            if (name.lookingAt()) {
                at = readValue(name);
            }
            at = line(at).end();
        }
    }

    /** The position behind the value; the beginning of the line if it has none that can be read. */
    private int readValue(Matcher name) {
        int begin = name.end();
        char first = begin < text.length() ? text.charAt(begin) : '\n';
        boolean isQuoted = first == '"' || first == '\'';
        int quote = isQuoted ? closingQuote(first, begin + 1) : -1;
        Matcher end = END_AFTER_QUOTE.matcher(text);
        String value = null;
        int after = begin;
        if (!isQuoted) {
            String line = line(begin).group(1);
            value = COMMENT.matcher(line).replaceFirst("").strip();
        } else if (quote > 0 && end.region(quote + 1, text.length()).lookingAt()) {
            String inner = text.substring(begin + 1, quote);
            value = first == '"' ? unescape(inner) : inner.replaceAll("\\\\([\\\\'])", "$1");
            after = end.end();
        }
        if (value != null) {
            values.put(Optional.ofNullable(name.group(1)).orElse(name.group(2)), expand(value));
        }
        return after;
    }

    private Matcher line(int at) {
        Matcher line = REST_OF_LINE.matcher(text).region(at, text.length());
        line.lookingAt(); // always matches: the empty rest is a line as well
        return line;
    }

    /** The first one that no backslash precedes; else the last one, as python-dotenv takes {@code 'C:\dir\'}. */
    private int closingQuote(char quote, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == quote && text.charAt(i - 1) != '\\') {
                return i;
            }
        }
        int last = text.lastIndexOf(quote);
        return last >= from ? last : -1;
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            boolean plain = next == '\\' || next == '\'' || next == '"';
            if (text.charAt(i) == '\\' && (plain || ESCAPES.containsKey(next))) {
                out.append(plain ? next : ESCAPES.get(next));
                i++;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    private String expand(String value) {
        Map<String, String> known = new HashMap<>(values);
        known.putAll(environment);
        return VARIABLE.matcher(value).replaceAll(match -> {
            String fallback = Optional.ofNullable(match.group(2)).orElse("");
            return Matcher.quoteReplacement(known.getOrDefault(match.group(1), fallback));
        });
    }
}
