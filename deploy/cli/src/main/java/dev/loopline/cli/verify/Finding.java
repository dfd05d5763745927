package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import dev.loopline.cli.text.Texts;

/**
 * One thing that a check found.
 *
 * @param code of the reason or of the explanation, for programs
 * @param text what was found
 */
public record Finding(String code, Message text) {

    static Finding of(Reason reason, Message text) {
        return new Finding(reason.name(), text);
    }

    static Finding of(Explanation why, Message text) {
        return new Finding(why.name(), text);
    }

    /** One line for programs. */
    public String english() {
        return code + ": " + text.english();
    }

    /** One line for people. */
    public String words() {
        return Texts.text("found.where", Texts.text("verify.code." + code), text);
    }
}
