package dev.loopline.backfill.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The definitions at the top level of a Python source, by their first lines. Names and signatures only: what stands in
 * their bodies is looked at no further than the file it reads and the column it writes.
 */
final class PythonSource {

    static final Pattern NOT_IN_IDENTIFIER = Pattern.compile("[^\\w]", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern DEFINITION = Pattern.compile(
            "^(?:async +)?(def|class) +(\\w+) *(?:\\(([^)]*)\\))?",
            Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern COLUMN = Pattern.compile("to_frame\\(\\s*(?:name\\s*=\\s*)?[\"']([^\"'\\n]+)[\"']");
    private static final Pattern READS = Pattern.compile("read_(?:hdf|parquet|csv)\\(\\s*[\"']([^\"'\\n/\\\\]+)[\"']");
    private static final Pattern MODEL_CLASS = Pattern.compile("^class\\b.*\\(.*Model", Pattern.MULTILINE);
    private static final Pattern NAMED_MODEL_CLASS =
            Pattern.compile("^class +(\\w+)[^\\n]*\\(", Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MODEL_ALIAS =
            Pattern.compile("^model_cls *= *([\\w.]+)", Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

    private final String text;

    PythonSource(String text) {
        this.text = text;
    }

    /**
     * A definition.
     *
     * @param arguments as written, without {@code self}; empty if there are none
     */
    record Definition(boolean isClass, String name, String arguments) {}

    List<Definition> definitions() {
        List<Definition> all = new ArrayList<>();
        Matcher line = DEFINITION.matcher(text);
        while (line.find()) {
            String arguments = line.group(3) == null ? "" : line.group(3).strip();
            all.add(new Definition(line.group(1).equals("class"), line.group(2), arguments));
        }
        return all;
    }

    /** The column that the source names, if its spelling as an identifier is this. */
    Optional<String> columnSpelled(String identifier) {
        Matcher column = COLUMN.matcher(text);
        while (column.find()) {
            if (FactorCode.identifier(column.group(1)).equals(identifier)) {
                return Optional.of(column.group(1));
            }
        }
        return Optional.empty();
    }

    Optional<String> readsFile() {
        Matcher reads = READS.matcher(text);
        return reads.find() ? Optional.of(reads.group(1)) : Optional.empty();
    }

    /** The class of a {@code model.py}: the first whose line names a Model, else what {@code model_cls} is set to. */
    Optional<String> modelClass() {
        Matcher model = MODEL_CLASS.matcher(text);
        while (model.find()) {
            Matcher named = NAMED_MODEL_CLASS.matcher(model.group());
            if (named.find()) {
                return Optional.of(named.group(1));
            }
        }
        Matcher alias = MODEL_ALIAS.matcher(text);
        return alias.find() ? Optional.of(alias.group(1)) : Optional.empty();
    }
}
