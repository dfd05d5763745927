package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Bool;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Methods of texts that names of columns are made with. */
final class TextMethods {

    private TextMethods() {}

    static Value call(Text text, String name, Arguments arguments, Iteration iteration) {
        String own = text.text();
        Optional<String> first = arguments.at(0).flatMap(Value::literal);
        return switch (name) {
            case "format" -> Literals.format(own, arguments);
            case "lower" -> new Text(own.toLowerCase(Locale.ROOT), text.ifPresent());
            case "upper" -> new Text(own.toUpperCase(Locale.ROOT), text.ifPresent());
            case "strip" -> new Text(strip(own, first, true, true), text.ifPresent());
            case "lstrip" -> new Text(strip(own, first, true, false), text.ifPresent());
            case "rstrip" -> new Text(strip(own, first, false, true), text.ifPresent());
            case "replace" ->
                arguments
                        .at(1)
                        .flatMap(Value::literal)
                        .filter(with -> first.isPresent()
                                && with.length() < 100
                                && !first.get().isEmpty())
                        .map(with -> (Value) new Text(own.replace(first.get(), with), text.ifPresent()))
                        .orElse(Value.UNKNOWN);
            case "startswith" ->
                first.map(start -> (Value) new Bool(own.startsWith(start))).orElse(Value.UNKNOWN);
            case "endswith" ->
                first.map(end -> (Value) new Bool(own.endsWith(end))).orElse(Value.UNKNOWN);
            case "split" ->
                first.filter(separator -> !separator.isEmpty())
                        .map(separator -> split(own, Pattern.quote(separator)))
                        .orElseGet(() -> arguments.positional().isEmpty() ? split(own.strip(), "\\s+") : Value.UNKNOWN);
            case "join" ->
                arguments.at(0).map(parts -> join(own, iteration.of(parts))).orElse(Value.UNKNOWN);
            default -> Value.UNKNOWN;
        };
    }

    private static Value split(String text, String pattern) {
        return Items.of(
                Pattern.compile(pattern).splitAsStream(text).map(Text::new).toList());
    }

    private static Value join(String separator, Iterable<Value> parts) {
        Value all = new Text("");
        boolean first = true;
        for (Value part : parts) {
            all = first ? part : Literals.append(Literals.append(all, new Text(separator)), part);
            first = false;
        }
        return all;
    }

    private static String strip(String text, Optional<String> what, boolean left, boolean right) {
        String characters = what.orElse(" \t\r\n");
        int from = 0;
        int to = text.length();
        while (left && from < to && characters.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (right && to > from && characters.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }
}
