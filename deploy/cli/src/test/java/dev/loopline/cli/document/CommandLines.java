package dev.loopline.cli.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Looks whether command lines that a document shows are ones that the command knows. Values are not looked at. */
public final class CommandLines {

    private static final Pattern CALL = Pattern.compile("(?:deploy|bin)[/\\\\]loopline(?:\\.cmd)?\\s+(\\S.*)");
    /** A remark, or what a shell does with the outcome. */
    private static final Pattern END = Pattern.compile("\\s[#|>&]|;");

    private static final Pattern OPTION = Pattern.compile("-{1,2}[A-Za-z][A-Za-z0-9_-]*");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]*");

    private final CommandLine command;

    /** @param command the one that is shown as {@code deploy/loopline} */
    public CommandLines(CommandLine command) {
        this.command = command;
    }

    /** What a document says that the command does not know, each with the words around it. */
    public List<String> unknownIn(Document document) {
        List<String> unknown = new ArrayList<>();
        document.blocks().stream().flatMap(block -> block.lines().stream()).forEach(line -> calls(line, unknown));
        for (String span : document.spans()) {
            calls(span, unknown);
            String[] words = words(span);
            if (command.getSubcommands().containsKey(words[0])) {
                look(words, unknown);
            }
        }
        return unknown;
    }

    /** Options that stand between backquotes by themselves. */
    public static Set<String> loneOptions(Document document) {
        Set<String> options = new TreeSet<>();
        for (String span : document.spans()) {
            String first = words(span)[0];
            if (first.startsWith("--") && OPTION.matcher(first).matches()) {
                options.add(first);
            }
        }
        return options;
    }

    /** All options of the command and of those below it. */
    public Set<String> options() {
        Set<String> options = new TreeSet<>();
        addOptions(command, options);
        return options;
    }

    private static void addOptions(CommandLine line, Set<String> options) {
        options.addAll(line.getCommandSpec().optionsMap().keySet());
        line.getSubcommands().values().forEach(below -> addOptions(below, options));
    }

    private void calls(String text, List<String> unknown) {
        CALL.matcher(text)
                .results()
                .map(call -> words(END.split(call.group(1))[0]))
                .forEach(words -> look(words, unknown));
    }

    /** Without the brackets that say what may be left out. */
    private static String[] words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .map(word -> word.replaceAll("^[\\[(]+|[\\])]+$", ""))
                .map(word -> word.replaceAll("=.*", ""))
                .toArray(String[]::new);
    }

    private void look(String[] words, List<String> unknown) {
        CommandLine at = command;
        boolean mayBeCommand = true;
        for (String word : words) {
            CommandLine below = mayBeCommand ? at.getSubcommands().get(word) : null;
            if (below != null) {
                at = below;
            } else if (OPTION.matcher(word).matches()) {
                mayBeCommand = false;
                if (!at.getCommandSpec().optionsMap().containsKey(word)) {
                    unknown.add(word + " in: " + String.join(" ", words));
                }
            } else {
                if (mayBeCommand
                        && !at.getSubcommands().isEmpty()
                        && NAME.matcher(word).matches()) {
                    unknown.add(word + " in: " + String.join(" ", words));
                }
                mayBeCommand = false;
            }
        }
    }
}
