package dev.loopline.cli.text;

import dev.loopline.kit.broker.BrokerTrouble;

/** What stands between a command and the broker, in the language of the command. Stateless. */
public final class BrokerTexts {

    private BrokerTexts() {}

    /** One sentence without a full stop: what is wrong and what to do. */
    public static String text(BrokerTrouble trouble) {
        return Texts.text("broker." + trouble.kind().name(), trouble.detail());
    }
}
