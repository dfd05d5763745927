package dev.loopline.importer.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A word that a language lacks would be shown in the other one. */
class WordsTest {

    private static final Pattern PAGE_WORD = Pattern.compile("(?:msg|sync):(\\w+)");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    @ParameterizedTest
    @EnumSource(Language.class)
    void hasEveryWordWithItsParametersInEveryLanguage(Language language) throws IOException {
        // Given
        Map<String, Set<String>> declared =
                declared().collect(Collectors.toMap(Method::getName, WordsTest::parameters, (a, b) -> a, TreeMap::new));

        // When
        Map<String, Set<String>> said = new TreeMap<>();
        words(language).forEach((name, text) -> {
            assertThat(text.toString()).as("%s", name).isNotBlank();
            said.put(name.toString(), parameters(text.toString()));
        });

        // Then
        assertThat(said).isEqualTo(declared);
    }

    @Test
    void saysNoWordThatNoPageHas() throws IOException {
        // Given
        StringBuilder pages = new StringBuilder();
        try (Stream<Path> templates = Files.walk(Path.of("src/main/resources/templates"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                pages.append(Files.readString(template));
            }
        }

        // When
        Set<String> used = PAGE_WORD
                .matcher(pages)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(used).isEqualTo(declared().map(Method::getName).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Properties words(Language language) throws IOException {
        Properties words = new Properties();
        for (String bundle : List.of("msg", "sync")) {
            String file = "/messages/" + bundle + "_" + language.code() + ".properties";
            try (Reader reader = new InputStreamReader(
                    Objects.requireNonNull(WordsTest.class.getResourceAsStream(file)), StandardCharsets.UTF_8)) {
                words.load(reader);
            }
        }
        return words;
    }

    private static Stream<Method> declared() {
        return Stream.of(Words.class, SyncWords.class).flatMap(words -> Arrays.stream(words.getDeclaredMethods()));
    }

    private static Set<String> parameters(Method word) {
        return Arrays.stream(word.getParameters())
                .map(parameter -> {
                    assertThat(parameter.isNamePresent()).isTrue();
                    return parameter.getName();
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> parameters(String text) {
        return PARAMETER
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
