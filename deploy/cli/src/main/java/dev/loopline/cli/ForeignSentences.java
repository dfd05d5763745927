package dev.loopline.cli;

import dev.loopline.cli.text.Texts;
import dev.loopline.cli.text.Texts.Language;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;

/** What picocli and the shared modules say of a wrong command line: in English only, so their sentences are recognised. Pure. */
final class ForeignSentences {

    /** The sentences of picocli 4.7 and of the module of contracts, by the key of the same in each language; what is in brackets are its values. */
    private static final Map<String, Pattern> SENTENCES = new LinkedHashMap<>();

    static {
        put("line.missing.option", "Missing required options?: (.*)");
        put("line.missing.parameter", "Missing required parameters?: (.*)");
        put("line.missing.both", "Missing required options and parameters: (.*)");
        put("line.missing.value", "Missing required parameter for (?:option|positional parameter) ?(.*)");
        put("line.expected.value", "Expected parameter for option (.*) but found (.*)");
        put("line.unknown", "Unknown options?: (.*)");
        put("line.unmatched", "Unmatched arguments? (?:at|from) index \\d+: (.*)");
        put("line.twice", "option (.*) should be specified only once");
        put("line.without", "option (.*) should be specified without (.*) parameter");
        put(
                "line.value.oneOf",
                "Invalid value for (?:option|positional parameter at index \\d+) (.*): expected one of \\[(.*)] "
                        + "\\(case-(?:in)?sensitive\\) but was (.*)");
        put(
                "line.value.number",
                "Invalid value for (?:option|positional parameter at index \\d+) (.*): (.*) is not an? (?:int|long)");
        put("line.value.other", "Invalid value for (?:option|positional parameter at index \\d+) (.*?): (.*)");
        put("place.form.map", "a path mapping is written FROM=TO, for example (.*), not '(.*)'");
        put("place.form.root", "a folder is written DIR or NAME=DIR, for example (.*), not '(.*)'");
        put("place.form.folder", "'(.*)' cannot be a folder on this machine");
        put("place.home", "(.*) is the RD-Agent home or holds it; name the folder of the runs or workspaces itself");
        put("place.names", "two roots have the name (.*): (.*) and (.*); give one of them another name");
    }

    private ForeignSentences() {}

    private static void put(String key, String sentence) {
        SENTENCES.put(key, Pattern.compile(sentence));
    }

    /** One sentence on a command line that cannot be read, with where to look how it is written. */
    static String of(ParameterException exception) {
        return Texts.text("line.wrong", inTheLanguage(String.valueOf(exception.getMessage())));
    }

    /** The sentence in the chosen language, if it is a known one. */
    static String inTheLanguage(String sentence) {
        return Texts.language() == Language.EN ? sentence : translated(sentence);
    }

    private static String translated(String sentence) {
        for (Map.Entry<String, Pattern> known : SENTENCES.entrySet()) {
            Matcher matcher = known.getValue().matcher(sentence);
            if (matcher.matches()) {
                Object[] values = new Object[matcher.groupCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = matcher.group(i + 1);
                }
                return Texts.text(known.getKey(), values);
            }
        }
        return sentence;
    }
}
