package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.Json;

/** A check and how it ended, for programs. */
public final class VerifyJson {

    private VerifyJson() {}

    /**
     * {@code id}, {@code result}, {@code detail} and {@code statement}; of what failed {@code reasons} and
     * {@code offenders} too, of what is explained {@code reasons} and {@code explained}.
     */
    public static ObjectNode line(Check check, CheckResult result) {
        ObjectNode line = Json.mapper().createObjectNode();
        line.put("id", check.id());
        line.put("result", result.word());
        line.put("detail", result.detail());
        line.put("statement", check.statement().english());
        if (result instanceof CheckResult.Failed failed) {
            line.set("reasons", Json.mapper().valueToTree(failed.reasons()));
            line.set("offenders", Json.mapper().valueToTree(failed.offenders()));
        }
        if (result instanceof CheckResult.Explained explained) {
            line.set("reasons", Json.mapper().valueToTree(explained.reasons()));
            line.set("explained", Json.mapper().valueToTree(explained.examples()));
        }
        return line;
    }
}
