package dev.loopline.backfill.code;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a function or class may say: itself, and without the words that are usual before and after it. */
final class DefinitionWords {

    private static final int MOST = 16;
    private static final int LONGEST = 200;
    private static final String DOING = "calculate|calc|cal|compute|comp|get|build|make|create|generate|gen|eval|run";
    private static final Pattern BEFORE = Pattern.compile(
            "(?i:" + DOING + "|factor|alpha|signal|feature)_+(?=\\w)(.+)" + "|(?i:" + DOING
                    + "|factor|alpha|signal|feature)(?=\\p{Lu}|\\p{Lo})(.+)",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern AFTER = Pattern.compile(
            "(.+?)_+(?i:factor|alpha|signal|feature|func|function|values?|series|calculator)"
                    + "|(.+?[\\p{Ll}\\p{N}\\p{Lo}])(?:Factor|Alpha|Signal|Feature|Calculator)",
            Pattern.UNICODE_CHARACTER_CLASS);

    private DefinitionWords() {}

    /** The longest first. */
    static Set<String> of(String definition) {
        Set<String> words = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(definition.length() > LONGEST ? "" : definition);
        while (!open.isEmpty() && words.size() < MOST) {
            String word = open.remove();
            if (!word.isEmpty() && words.add(word)) {
                shorter(BEFORE, word, open);
                shorter(AFTER, word, open);
            }
        }
        return words;
    }

    private static void shorter(Pattern pattern, String word, Deque<String> open) {
        Matcher match = pattern.matcher(word);
        if (match.matches()) {
            open.add(match.group(1) != null ? match.group(1) : match.group(2));
        }
    }
}
