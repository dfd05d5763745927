package dev.loopline.importer.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Words for values and columns that data brings: {@code messages/labels_zh.properties} and {@code labels_en.properties}. The build cannot
 * know which of them a page needs; a value without a label is shown as it is. Safe for all threads.
 */
final class Labels {

    private static final Map<Language, Properties> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, read(language));
        }
    }

    private Labels() {}

    /** @param group what kind of value it is: a column, or {@code field} for the name of one */
    static Optional<String> of(Language language, String group, String value) {
        return Optional.ofNullable(Objects.requireNonNull(ALL.get(language)).getProperty(group + '.' + value));
    }

    static Properties read(Language language) {
        Properties labels = new Properties();
        String file = "/messages/labels_" + language.code() + ".properties";
        try (InputStream in = Objects.requireNonNull(Labels.class.getResourceAsStream(file), file)) {
            labels.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return labels;
    }
}
