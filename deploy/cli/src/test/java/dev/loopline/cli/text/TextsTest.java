package dev.loopline.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

    private static final Pattern VALUE = Pattern.compile("%(\\d+)\\$");
    private static final Pattern USED = Pattern.compile("Texts\\.text\\(\\s*\"([a-zA-Z0-9.]+)\"");
    private static final Path SOURCES = Path.of("src", "main", "java");

    private final ResourceBundle english = Texts.bundle(Locale.ROOT);
    private final ResourceBundle chinese = Texts.bundle(Locale.CHINESE);

    @Test
    void eachTextIsThereInBothLanguagesWithTheSameValues() {
        assertThat(missing(english, chinese))
                .as("English texts without a Chinese one")
                .isEmpty();
        assertThat(missing(chinese, english))
                .as("Chinese texts without an English one")
                .isEmpty();
        assertThat(english.keySet())
                .allSatisfy(key -> assertThat(values(chinese.getString(key)))
                        .as("values of " + key)
                        .isEqualTo(values(english.getString(key))));
    }

    @Test
    void eachTextThatIsUsedIsThere() throws IOException {
        // Given
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                USED.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(used::add);
            }
        }

        // When, Then
        assertThat(used).isNotEmpty();
        assertThat(used)
                .as("texts that are used and missing")
                .allMatch(key -> english.containsKey(key) || isBeginning(key));
    }

    @ParameterizedTest
    @CsvSource({
        "LANG=zh_CN.UTF-8,                    en, ZH",
        "LANG=zh_TW,                          en, ZH",
        "LC_ALL=C LANG=zh_CN.UTF-8,           en, EN",
        "LC_MESSAGES=zh_CN LANG=en_US.UTF-8,  en, ZH",
        "LANG=de_DE.UTF-8,                    zh, EN",
        "PATH=/bin,                           zh, ZH",
        "PATH=/bin,                           de, EN"
    })
    void takesTheLanguageOfTheTerminal(String environment, String system, Texts.Language expected) {
        // Given
        Map<String, String> variables = Stream.of(environment.split(" "))
                .map(text -> text.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

        // When, Then
        assertThat(Texts.Language.of(variables, Locale.forLanguageTag(system))).isEqualTo(expected);
    }

    private boolean isBeginning(String key) {
        return english.keySet().stream().anyMatch(other -> other.startsWith(key));
    }

    private static Set<String> missing(ResourceBundle of, ResourceBundle in) {
        Set<String> missing = new TreeSet<>(of.keySet());
        missing.removeAll(in.keySet());
        return missing;
    }

    private static Set<String> values(String text) {
        return VALUE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
