package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a value as Python prints it: lists, tuples, dicts, texts, numbers, {@code True}, {@code None}, days and times, which
 * become texts {@code YYYY-MM-DD}. The text may end anywhere: what is complete so far is kept. A text that is no such value is
 * itself. Never fails.
 *
 * @param value what was read
 * @param cut whether a list, dict or text in it is not closed
 */
record PythonValue(JsonNode value, boolean cut) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][-+]?\\d{1,3})?");
    private static final Pattern DAY =
            Pattern.compile("(?:datetime\\.)?date(?:time)?\\((\\d{1,4}), (\\d{1,2}), (\\d{1,2})(?:, \\d+)*\\)");
    private static final Pattern TIMESTAMP = Pattern.compile("Timestamp\\('(\\d{4}-\\d{2}-\\d{2})[^']*'[^)]*\\)");
    private static final Pattern CALL = Pattern.compile("(?:[A-Za-z_][\\w.]*)\\(");
    private static final Pattern WORD = Pattern.compile("[^,\\]})\\s]+");
    private static final String OPEN = "[{(";

    static PythonValue read(String text) {
        String trimmed = text.strip();
        boolean container = !trimmed.isEmpty() && OPEN.indexOf(trimmed.charAt(0)) >= 0;
        Matcher day = DAY.matcher(trimmed);
        Matcher timestamp = TIMESTAMP.matcher(trimmed);
        if (day.matches()) {
            return new PythonValue(JSON.textNode(day(day)), false);
        }
        if (timestamp.matches()) {
            return new PythonValue(JSON.textNode(timestamp.group(1)), false);
        }
        if (!container) {
            return new PythonValue(scalar(trimmed), false);
        }
        Reader reader = new Reader(trimmed);
        JsonNode value = reader.container();
        boolean whole = !reader.cut && reader.at == trimmed.length();
        return reader.strange || !reader.cut && !whole
                ? new PythonValue(JSON.textNode(text), false)
                : new PythonValue(value, reader.cut);
    }

    private static String day(Matcher day) {
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d",
                Integer.parseInt(day.group(1)),
                Integer.parseInt(day.group(2)),
                Integer.parseInt(day.group(3)));
    }

    static JsonNode scalar(String text) {
        if (text.equals("True") || text.equals("False")) {
            return JSON.booleanNode(text.equals("True"));
        }
        if (text.equals("None")) {
            return JSON.nullNode();
        }
        if (INTEGER.matcher(text).matches()) {
            long number = Long.parseLong(text);
            return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
        }
        if (DECIMAL.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(text);
        }
        return JSON.textNode(text);
    }

    /** Walks over the text once. For one thread. */
    private static final class Reader {

        private static final int DEEPEST = 60;

        private final String text;
        private int at;
        private int depth;
        private boolean cut;
        /** Whether it is no value that Python prints. */
        private boolean strange;

        Reader(String text) {
            this.text = text;
        }

        JsonNode container() {
            char open = text.charAt(at++);
            if (++depth > DEEPEST) {
                strange = true;
                return JSON.nullNode();
            }
            JsonNode value = open == '{' ? object() : list(open == '[' ? ']' : ')');
            depth--;
            return value;
        }

        private ArrayNode list(char close) {
            ArrayNode list = JSON.arrayNode();
            while (goesOn(close)) {
                JsonNode value = value();
                if (!value.isMissingNode()) {
                    list.add(value);
                }
            }
            return list;
        }

        private ObjectNode object() {
            ObjectNode object = JSON.objectNode();
            while (goesOn('}')) {
                JsonNode key = value();
                boolean pair = !cut && skip() && text.charAt(at) == ':';
                if (!pair) {
                    strange = strange || !cut;
                    return object;
                }
                at++;
                JsonNode value = skip() ? value() : JSON.missingNode();
                if (!value.isMissingNode()) {
                    object.set(key.asText(), value);
                }
            }
            return object;
        }

        /** Whether another value follows; takes the end of the container if it does not. */
        private boolean goesOn(char close) {
            while (!cut && !strange && skip() && text.charAt(at) == ',') {
                at++;
            }
            if (cut || strange) {
                return false;
            }
            boolean ends = text.charAt(at) == close;
            at += ends ? 1 : 0;
            return !ends;
        }

        /** Passes over blanks; whether anything follows. */
        private boolean skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            cut = cut || at >= text.length();
            return at < text.length();
        }

        /** The next value; missing if too little of it is there to be one. */
        private JsonNode value() {
            char c = text.charAt(at);
            if (OPEN.indexOf(c) >= 0) {
                return container();
            }
            if (c == '\'' || c == '"') {
                return quoted(c);
            }
            if (CALL.matcher(text).region(at, text.length()).lookingAt()) {
                return call();
            }
            Matcher word = WORD.matcher(text).region(at, text.length());
            if (!word.lookingAt()) {
                strange = true;
                return JSON.missingNode();
            }
            at = word.end();
            String plain = word.group();
            if (at >= text.length()) {
                cut = true;
                return JSON.missingNode();
            }
            int colon = plain.indexOf(':');
            if (colon == 0) {
                strange = true; // a colon stands only behind the key of a dict, and object() has passed that one
                return JSON.missingNode();
            }
            at -= colon < 0 ? 0 : plain.length() - colon;
            return scalar(colon < 0 ? plain : plain.substring(0, colon));
        }

        private JsonNode call() {
            Matcher day = DAY.matcher(text).region(at, text.length());
            Matcher timestamp = TIMESTAMP.matcher(text).region(at, text.length());
            if (day.lookingAt()) {
                at = day.end();
                return JSON.textNode(day(day));
            }
            if (timestamp.lookingAt()) {
                at = timestamp.end();
                return JSON.textNode(timestamp.group(1));
            }
            cut = text.indexOf(')', at) < 0;
            strange = !cut;
            return JSON.missingNode();
        }

        private JsonNode quoted(char quote) {
            StringBuilder content = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != quote) {
                boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
                at += escaped ? 1 : 0;
                content.append(escaped ? unescaped(text.charAt(at)) : text.charAt(at));
                at++;
            }
            cut = at >= text.length();
            at++;
            return JSON.textNode(content.toString());
        }

        private static char unescaped(char c) {
            return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
    }
}
