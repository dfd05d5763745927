package dev.loopline.importer.pages;

import org.jspecify.annotations.Nullable;

/**
 * What every page has around its content.
 *
 * @param language in which it is written
 * @param active the part of the navigation: {@code loops}, {@code factors}, {@code models}, {@code strategies}, {@code
 *     sync}
 * @param title name of what is shown; empty for a list
 * @param here the address of the page
 * @param assets addresses of style and scripts
 */
public record Frame(Language language, String active, String title, PageLink here, Assets assets) {

    /** A value as people say it, else as it is. @param group what kind of value it is, such as {@code status} */
    public String label(String group, String value) {
        return Labels.of(language, group, value)
                .or(() -> Labels.of(language, "any", value))
                .orElse(value);
    }

    /** A value in the words that say what kind it is; null if there are none. */
    public @Nullable String wordFor(String group, String value) {
        return Labels.of(language, group, value).orElse(null);
    }

    /** The same page in the other language. */
    public PageLink otherLanguage() {
        return here.with("lang", language.other().code());
    }
}
