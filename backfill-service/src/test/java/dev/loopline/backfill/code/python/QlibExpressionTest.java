package dev.loopline.backfill.code.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QlibExpressionTest {

    /** Expressions of Alpha158 and some that put windows into each other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ref($close, 5)/$close|close|5",
                "Mean($volume, 20)/($volume+1e-12)|volume|20",
                "($close-$open)/$open|close,open|1",
                "Corr($close/Ref($close,1), Log($volume/Ref($volume, 1)+1), 60)|close,volume|61",
                "(2*$close-$high-$low)/($high-$low+1e-12)|close,high,low|1",
                "Greater($open, $close)|close,open|1",
                "Quantile($close, 30, 0.8)/$close|close|30",
                "(IdxMax($high, 60)-IdxMin($low, 60))/60|high,low|60",
                "Std(Abs($close/Ref($close, 1)-1)*$volume, 10)/(Mean(Abs($close/Ref($close, 1)-1)*$volume, 5)+1e-12)|close,volume|11",
                "Sum(Greater($close-Ref($close, 1), 0), 20)|close|21",
                "Mean(Ref(Delta($vwap, 3), 4), 5)|vwap|12",
                "Slope($close, 30)/$close|close|30",
                "EMA($close, 12)-EMA($close, 26)|close|26",
                "EMA($close, 0.1)|close|19",
                "If($close > Ref($close, 1), 1, 0)|close|1",
                "$db_pe|db_pe|1"
            })
    void derivesFieldsAndWindows(String expression, String fields, int lookback) {
        // When
        FactorInputs inputs = QlibExpression.of(expression);

        // Then
        assertThat(String.join(",", inputs.required())).isEqualTo(fields);
        assertThat(inputs.lookbackDays()).isEqualTo(lookback);
        assertThat(inputs.lookbackKnown()).isTrue();
        assertThat(inputs.gaps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "close/open", "Mean($close, ", "$close $open", "Mean($close, N)", "Ref($close, 99999999999)"
            })
    void saysWhatItCannotTell(String expression) {
        assertThat(QlibExpression.of(expression).lookbackKnown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Mean($close, 0)|LOOKBACK_UNBOUNDED", "Ref($close, -2)/Ref($close, -1)-1|LOOKS_AHEAD"})
    void saysWhatALookbackInDaysDoesNotSay(String expression, String code) {
        assertThat(QlibExpression.of(expression).gaps())
                .extracting(FactorInputs.Gap::code)
                .containsOnly(code);
    }
}
