package dev.loopline.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.text.Texts.Language;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    /** What a text is given, and what picocli puts into one. */
    private static final Pattern VALUE = Pattern.compile("%\\d+\\$|%n|\\$\\{[A-Z-]+}");

    private static final Pattern ENGLISH_WORDS = Pattern.compile("[a-z]{2,} [a-z]{2,}");

    @AfterEach
    void speakEnglishAgain() {
        Texts.choose(Language.EN);
    }

    @ParameterizedTest
    @ValueSource(strings = {Texts.MESSAGES, Texts.HELP})
    void eachTextIsThereInBothLanguagesWithTheSameValues(String name) {
        // Given
        ResourceBundle english = Texts.bundle(name, Locale.ROOT);
        ResourceBundle chinese = Texts.bundle(name, Locale.CHINESE);

        // When, Then
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

    @ParameterizedTest
    @ValueSource(strings = {Texts.MESSAGES, Texts.HELP})
    void noChineseTextIsAnEnglishOneThatWasForgotten(String name) {
        ResourceBundle english = Texts.bundle(name, Locale.ROOT);
        ResourceBundle chinese = Texts.bundle(name, Locale.CHINESE);
        assertThat(english.keySet())
                .filteredOn(key -> ENGLISH_WORDS.matcher(english.getString(key)).find())
                .allSatisfy(key -> assertThat(chinese.getString(key)).as(key).isNotEqualTo(english.getString(key)));
    }

    /** A file of texts would keep the last of two under one key without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"messages.properties", "messages_zh.properties", "help.properties", "help_zh.properties"})
    void noKeyIsThereTwice(String file) throws IOException {
        assertThat(keys(file)).isNotEmpty().doesNotHaveDuplicates();
    }

    /** A Windows console is GBK where Windows is Chinese. */
    @ParameterizedTest
    @ValueSource(strings = {Texts.MESSAGES, Texts.HELP})
    void aChineseConsoleOfWindowsKnowsEachCharacter(String name) {
        CharsetEncoder gbk = Charset.forName("GBK").newEncoder();
        ResourceBundle chinese = Texts.bundle(name, Locale.CHINESE);
        assertThat(chinese.keySet())
                .filteredOn(key -> !gbk.canEncode(chinese.getString(key)))
                .isEmpty();
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
    void takesTheLanguageOfTheTerminal(String environment, String system, Language expected) {
        // Given
        Map<String, String> variables = Stream.of(environment.split(" "))
                .map(text -> text.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

        // When, Then
        assertThat(Language.of(List.of(), variables, Locale.forLanguageTag(system)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "--lang zh up,            ZH",
        "up --lang=ZH --help,     ZH",
        "--lang zh up --lang en,  EN",
        "up --lang,               EN",
        "up --lang fr,            EN",
        "up,                      EN"
    })
    void takesTheLanguageThatTheCommandLineNames(String line, Language expected) {
        assertThat(Language.of(Arrays.asList(line.split(" ")), Map.of("LANG", "C"), Locale.CHINA))
                .isEqualTo(expected);
    }

    @Test
    void saysAMessageToProgramsInEnglishAndToPeopleInTheirLanguage() {
        // Given
        Message message = Message.of("line.wrong", Message.of("line.unknown", "'--x'"));

        // When
        Texts.choose(Language.ZH);

        // Then
        assertThat(message.english()).isEqualTo("Unknown options: '--x' (see --help)");
        assertThat(message.words()).isEqualTo("未知选项：'--x'（见 --help）");
        assertThat(Texts.list(List.of("a", "b"))).isEqualTo("a、b");
    }

    @ParameterizedTest
    @CsvSource({"up, 'up    |'", "死信, '死信  |'", "（未）运行, （未）运行|"})
    void aChineseCharacterTakesTwoColumns(String text, String padded) {
        assertThat(Columns.padded(text, 6) + "|").isEqualTo(padded);
    }

    private static List<String> keys(String file) throws IOException {
        try (InputStream in = Texts.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
        }
    }

    private static Set<String> missing(ResourceBundle of, ResourceBundle in) {
        Set<String> missing = new TreeSet<>(of.keySet());
        missing.removeIf(key -> hasOwn(in, key));
        return missing;
    }

    /** A Chinese bundle answers with its parent's text for what it lacks. */
    private static boolean hasOwn(ResourceBundle bundle, String key) {
        try {
            return keys(file(bundle)).contains(key);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String file(ResourceBundle bundle) {
        String base = bundle.getBaseBundleName();
        String locale = bundle.getLocale().toLanguageTag();
        return base.substring(base.lastIndexOf('.') + 1) + (locale.equals("und") ? "" : "_" + locale) + ".properties";
    }

    private static Set<String> values(String text) {
        return VALUE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
