package dev.loopline.backfill.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "动量因子", "pair \uD83D\uDE00 inside", "\uD83D\uDE00", "line\nand\ttab", "\uFFFD"})
    void leavesWhatEveryStoreCanHold(String text) {
        assertThat(CleanText.isClean(text)).isTrue();
        assertThat(CleanText.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "a\0b, ab",
        "'\0', ''",
        "high \uD83D alone, high \uFFFD alone",
        "at the end \uD83D, at the end \uFFFD",
        "\uDE00 low first, \uFFFD low first",
        "wrong way \uDE00\uD83D, wrong way \uFFFD\uFFFD",
        "\uD83D\uD83D\uDE00, \uFFFD\uD83D\uDE00",
        "'\uD83D\uDE00\0', \uD83D\uDE00"
    })
    void mendsWhatNot(String text, String clean) {
        assertThat(CleanText.isClean(text)).isFalse();
        assertThat(CleanText.of(text)).isEqualTo(clean);
    }
}
