package dev.loopline.backfill.code.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAnalysisTest {

    private static List<String> gaps(FactorInputs inputs) {
        return inputs.gaps().stream().map(FactorInputs.Gap::code).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"def f(df:\n    return df[", "class X(:", "\u0000\u0001", "x = = 1", "\uD83D\uDE00 x y z"})
    void saysThatASourceIsNoPython(String source) {
        // When
        FactorInputs inputs = SourceAnalysis.of(source, "f");

        // Then
        assertThat(gaps(inputs)).contains("SYNTAX_ERROR");
        assertThat(inputs.fieldsKnown()).isFalse();
        assertThat(inputs.lookbackKnown()).isFalse();
    }

    @Test
    void survivesDeepNesting() {
        // Given
        String deep = "def f(df):\n    return " + "(".repeat(50_000) + "df['$close']" + ")".repeat(50_000) + "\n";
        String sum = "def f(df):\n    return df['$open']" + " + df['$close']".repeat(20_000) + "\n";

        // When
        FactorInputs nested = SourceAnalysis.of(deep, "f");
        FactorInputs chained = SourceAnalysis.of(sum, "f");

        // Then
        assertThat(gaps(nested)).contains("CODE_TOO_DEEP");
        assertThat(chained.required()).contains("close");
        assertThat(gaps(chained)).contains("CODE_TOO_DEEP");
    }

    @Test
    void takesHugeWindowsForMistakes() {
        // When
        FactorInputs inputs = SourceAnalysis.of(
                "def f(df):\n    x = df['$close'].rolling(9" + "9".repeat(30)
                        + ").mean()\n    return x.shift(10 ** 9)\n",
                "f");

        // Then
        assertThat(inputs.required()).containsExactly("close");
        assertThat(inputs.lookbackKnown()).isFalse();
        assertThat(gaps(inputs)).contains("WINDOW_NOT_DERIVED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def f(df):\n    return f(df) + f(df)\n",
                "def g(n):\n    for i in range(10**9):\n        for j in range(10**9):\n            g(n)\ng(1)\n",
                "a = []\nfor i in range(300):\n    a = [a, a]\n    a.append(a)\nb = {}\nb['x'] = b\nprint(a[0], b)\n",
                "s = 'x'\nfor i in range(300):\n    s = s + s\n",
                "f = lambda g: g(g)\nf(f)\n",
                "class A(A): pass\nclass B(A): pass\nA.__init__ = B\nB()\n",
                "while True: pass"
            })
    void endsForProgramsThatDoNot(String source) {
        // When
        FactorInputs inputs = SourceAnalysis.of(source, "f");

        // Then
        assertThat(inputs.fieldsKnown()).isFalse();
    }

    @Test
    void saysThatAFactorLooksAhead() {
        // When
        FactorInputs inputs = SourceAnalysis.of("def f(df):\n    return df['$close'].shift(-2)\n", "f");

        // Then
        assertThat(gaps(inputs)).containsExactly("LOOKS_AHEAD");
        assertThat(inputs.lookbackDays()).isEqualTo(1);
    }

    @Test
    void readsNamesThatAreNotAscii() {
        // Given
        byte[] gbk = "def f(df):\n    # \u6536\u76d8\u4ef7 \ud83d\ude00\n    return df['\u6536\u76d8\u4ef7'].shift(3)\n"
                .getBytes(Charset.forName("GB18030"));

        // When
        FactorInputs right = SourceAnalysis.of(new String(gbk, Charset.forName("GB18030")), "f");
        FactorInputs wrong = SourceAnalysis.of(new String(gbk, StandardCharsets.ISO_8859_1), "f");

        // Then
        assertThat(right.required()).containsExactly("\u6536\u76d8\u4ef7");
        assertThat(right.lookbackDays()).isEqualTo(3);
        assertThat(wrong.lookbackDays()).isEqualTo(3);
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThat(gaps(SourceAnalysis.of("#".repeat(3 * 1024 * 1024), "f"))).containsExactly("SOURCE_NOT_ANALYSED");
    }
}
