package dev.loopline.importer.pages;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** The languages of the pages. */
public enum Language {
    ZH("zh", "zh-CN"),
    EN("en", "en");

    static final String COOKIE = "loopline_lang";

    private final String code;
    private final String tag;

    Language(String code, String tag) {
        this.code = code;
        this.tag = tag;
    }

    public String code() {
        return code;
    }

    /** For the attribute {@code lang}. */
    public String tag() {
        return tag;
    }

    public Language other() {
        return this == ZH ? EN : ZH;
    }

    /** What was asked for, else what was chosen before, else what the browser prefers, else Chinese. */
    static Language of(String asked, HttpHeaders headers) {
        var cookie = headers.getCookies().get(COOKIE);
        for (Language one : values()) {
            if (one.code.equals(asked)) {
                return one;
            }
        }
        for (Language one : values()) {
            if (cookie != null && one.code.equals(cookie.getValue())) {
                return one;
            }
        }
        List<Locale> preferred = headers.getAcceptableLanguages();
        for (Locale locale : preferred) {
            for (Language one : values()) {
                if (one.code.equals(locale.getLanguage())) {
                    return one;
                }
            }
        }
        return ZH;
    }
}
