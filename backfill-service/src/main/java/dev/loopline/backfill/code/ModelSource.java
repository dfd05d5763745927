package dev.loopline.backfill.code;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The class in a {@code model.py}, by its first lines as RD-Agent's own tool finds it. */
final class ModelSource {

    private static final Pattern MODEL_CLASS = Pattern.compile("^class\\b.*\\(.*Model", Pattern.MULTILINE);
    private static final Pattern NAMED_MODEL_CLASS =
            Pattern.compile("^class +(\\w+)[^\\n]*\\(", Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MODEL_ALIAS =
            Pattern.compile("^model_cls *= *([\\w.]+)", Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

    private ModelSource() {}

    /** The first class whose line names a Model, else what {@code model_cls} is set to. */
    static Optional<String> modelClass(String text) {
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
