package dev.loopline.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.embedded.EmbeddedServerException;
import dev.loopline.kit.broker.BrokerTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the sources of the command line say, and by which texts. */
class SentencesTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\".*?\"\"\"|'\"'|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    private static final Pattern NAMED =
            Pattern.compile("(?:Texts\\s*\\.text|Message\\s*\\.of)\\(\\s*\"([a-zA-Z0-9.]+)\"\\s*[,)]");
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(?:/?\\*.*|//.*)$");

    /** Two words, a word between two values, a sentence of one word, or anything in Chinese. */
    private static final Pattern SENTENCE = Pattern.compile(
            "[A-Za-z]{2,},? [a-z]{2,}|^ ?[a-z]{2,}[:.,;]?\\s|^ [a-z]{2,}[:.,;]?$|^[A-Z][a-z]+[.:]|\\p{IsHan}");

    private static final Pattern SQL = Pattern.compile("\\b(?:SELECT|FROM|WHERE|PRAGMA|ORDER BY|AND)\\b");

    /** Sources whose sentences are not the command's own words. */
    private static final Set<String> NOT_OWN_WORDS = Set.of(
            // The lines of AIstock's guide, as it shows them.
            "backfill/GuideLines.java",
            // The sentences of picocli and of the contracts, to recognise them.
            "ForeignSentences.java",
            // What the services say to other programs by HTTP.
            "verify/VerifyServer.java");

    /** What looks like a sentence: calls of other programs, what those print, and slips of a programmer. */
    private static final List<String> NO_SENTENCES = List.of(
            "complete -c loopline",
            "loopline status --data '",
            " -U postgres -d aistock",
            "kafka-console-consumer.sh",
            "Max open files",
            "Cannot start: ",
            "\\\\b(ERROR|FATAL",
            "key: ",
            "loopline 0.",
            "Output: ",
            "not started",
            "each service needs a port: ");

    /** How the watcher names what it speaks of. */
    private static final Set<String> SUBJECTS = Set.of("loop ", "workspace ", " of ");

    @Test
    void everySentenceIsAmongTheTexts() throws IOException {
        // When
        Map<String, List<String>> said = new TreeMap<>();
        for (Map.Entry<String, String> source : sources().entrySet()) {
            List<String> sentences = sentences(source.getValue());
            if (!sentences.isEmpty() && !NOT_OWN_WORDS.contains(source.getKey())) {
                said.put(source.getKey(), sentences);
            }
        }

        // Then
        assertThat(said)
                .as(
                        "sentences in sources: put each into messages.properties and messages_zh.properties, and say it by Texts")
                .isEmpty();
    }

    @Test
    void findsASentence() {
        assertThat(sentences("out.println(\"The watcher is down.\");")).containsExactly("The watcher is down.");
        assertThat(sentences("throw new X(n + \" loops \" + name);")).containsExactly(" loops ");
        assertThat(sentences("String label = \"已入库\";")).containsExactly("已入库");
        assertThat(sentences("/** \"A comment says\" */\n // \"as well as\"\nTexts.text(\"status.none\")"))
                .isEmpty();
        assertThat(sentences("query(\"SELECT a FROM b WHERE c\"); get(url + \"/api/status\"); put(\"task_run_id\")"))
                .isEmpty();
    }

    @Test
    void eachTextThatIsUsedIsThereAndNoneIsThereForNothing() throws IOException {
        // Given
        Set<String> texts = Texts.bundle(Texts.MESSAGES, Locale.ROOT).keySet();
        Set<String> named = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        // Of another module.
        Arrays.stream(EmbeddedServerException.Reason.values()).map(Enum::name).forEach(words::add);
        Arrays.stream(BrokerTrouble.Kind.values()).map(Enum::name).forEach(words::add);
        for (String source : sources().values()) {
            NAMED.matcher(source).results().map(found -> found.group(1)).forEach(named::add);
            LITERAL.matcher(source)
                    .results()
                    .map(found -> found.group(1))
                    .forEach(one -> words.add(String.valueOf(one)));
            CONSTANT.matcher(source).results().map(MatchResult::group).forEach(words::add);
        }

        // When, Then
        assertThat(named).isNotEmpty();
        assertThat(texts).as("texts that are used").containsAll(named);
        assertThat(texts)
                .as("texts that nothing uses")
                .filteredOn(key -> !isUsed(key, words))
                .isEmpty();
        assertThat(isUsed("status.nonsense", words)).isFalse();
    }

    /** A key stands in a source as it is, or as its beginning with a dot, and the names behind it. */
    private static boolean isUsed(String key, Set<String> words) {
        boolean isUsed = words.contains(key);
        for (int dot = key.indexOf('.'); dot > 0 && !isUsed; dot = key.indexOf('.', dot + 1)) {
            isUsed = words.contains(key.substring(0, dot + 1))
                    && Arrays.stream(key.substring(dot + 1).split("\\."))
                            .allMatch(one -> words.contains(one) || words.contains(one.toUpperCase(Locale.ROOT)));
        }
        return isUsed;
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                String name = SOURCES.resolve("dev/loopline/cli")
                        .relativize(file)
                        .toString()
                        .replace('\\', '/');
                sources.put(name, Files.readString(file));
            }
        }
        return sources;
    }

    private static List<String> sentences(String source) {
        return LITERAL.matcher(COMMENT.matcher(source).replaceAll(""))
                .results()
                .map(found -> found.group(1))
                .filter(text -> text != null
                        && SENTENCE.matcher(text).find()
                        && !SQL.matcher(text).find())
                .filter(text ->
                        !SUBJECTS.contains(text) && NO_SENTENCES.stream().noneMatch(text::startsWith))
                .toList();
    }
}
