package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values are those of RD-Agent's catalog exporter. */
class FactorFingerprintTest {

    private static final String MA5 = "ba24e621c2382a9457c2fe2bf14d1141";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Ref($close, 10) / $close - 1;7432d6360edb2b483fabaf2e946da472",
                "ref($close,10)/$close-1;7432d6360edb2b483fabaf2e946da472",
                "MA(5);" + MA5,
                "MA(10);1526c1619cf6e5120dff38fb6b13e0ac"
            })
    void isTheDigestOfTheExpression(String expression, String expected) {
        assertThat(FactorFingerprint.of("anything", expression, null)).isEqualTo(expected);
    }

    @Test
    void ignoresEveryWhiteSpaceThatPythonIgnores() {
        // Given
        String spaced = "\tM\u00a0A\u2003(\u3000 5\u2028)\u0085\u001c\r\n";

        // When, Then
        assertThat(FactorFingerprint.of("anything", spaced, null)).isEqualTo(MA5);
    }

    @Test
    void doesNotDependOnTheName() {
        assertThat(FactorFingerprint.of("a", "MA(5)", "x")).isEqualTo(FactorFingerprint.of("b", "ma( 5 )", "y"));
    }

    @Test
    void takesTheHintWhereThereIsNoExpression() {
        assertThat(FactorFingerprint.of("a", null, "MA(5)")).isEqualTo(MA5);
        assertThat(FactorFingerprint.of("a", "", "MA(5)")).isEqualTo(MA5);
    }

    @Test
    void isTheRawNameWhereThereIsNeither() {
        assertThat(FactorFingerprint.of("Momentum 20D", null, null)).isEqualTo("Momentum 20D");
        assertThat(FactorFingerprint.of("Momentum 20D", "", " \t")).isEqualTo("Momentum 20D");
        assertThat(FactorFingerprint.of("Momentum 20D", "  ", "MA(5)")).isEqualTo("Momentum 20D");
    }
}
