package dev.loopline.importer.pages;

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

    /** The same page in the other language. */
    public PageLink otherLanguage() {
        return here.with("lang", language.other().code());
    }
}
