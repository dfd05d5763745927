package dev.loopline.backfill.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.backfill.code.python.QlibExpression;
import dev.loopline.backfill.code.python.SourceAnalysis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSchemaTest {

    /** The documented misjudgements, mended. */
    @ParameterizedTest
    @CsvSource({
        "PriceStrength_10D, open, 10",
        "Momentum_20d, open, 20",
        "Speed_Momentum_5D, open, 5",
        "Open_Gap_3d, open, 3",
        "MF_Main_Net_Amt_Ratio_5D, net_inflow, 5",
        "VolRatio_5D_20D, open, 20",
        "ROC60, open, 60",
        "RSQR60, open, 60",
        "feature_PriceStrength_10D, open, 10",
        "PE_Percentile, pe, 10",
        "market_cap_log, pe, 10",
        "动量, open, 10"
    })
    void judgesANameByItsWords(String name, String firstField, int lookback) {
        // When
        JsonNode schema = ofExpression(name, "");

        // Then
        assertThat(schema.path("required_fields").path(0).asText()).isEqualTo(firstField);
        assertThat(schema.path("lookback_days").asInt()).isEqualTo(lookback);
        assertThat(schema.path("origin").asText()).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Corr($close/Ref($close,1), Log($volume/Ref($volume, 1)+1), 60)|[\"close\",\"volume\"]|61",
                "($high-$low)/$open|[\"high\",\"low\",\"open\"]|1",
                "Std($close, 5)/($volume+1e-12)|[\"close\",\"volume\"]|5"
            })
    void judgesAnExpressionByWhatItNames(String expression, String fields, int lookback) {
        // When
        JsonNode schema = ofExpression("Open_Gap_3d", expression);

        // Then
        assertThat(schema.path("required_fields").toString()).isEqualTo(fields);
        assertThat(schema.path("lookback_days").asInt()).isEqualTo(lookback);
        assertThat(schema.path("origin").asText()).isEqualTo("derived");
    }

    @Test
    void takesEachPartFromTheBestSource() {
        // Given
        FactorInputs fieldsOnly = SourceAnalysis.of("""
                import os
                def f(df):
                    return df["$close"].rolling(int(os.environ["N"])).mean()
                """, "f");

        // When
        JsonNode described = InputSchema.of("Mean_7D", fieldsOnly, List.of("Mean of $open over the past 15 days"));
        JsonNode named = InputSchema.of("Mean_7D", fieldsOnly, List.of(""));

        // Then
        assertThat(described.path("required_fields").toString()).isEqualTo("[\"close\"]");
        assertThat(described.path("lookback_days").asInt()).isEqualTo(15);
        assertThat(described.path("fields_origin").asText()).isEqualTo("derived");
        assertThat(described.path("lookback_origin").asText()).isEqualTo("description");
        assertThat(described.path("origin").asText()).isEqualTo("description");
        assertThat(named.path("lookback_days").asInt()).isEqualTo(7);
        assertThat(named.path("origin").asText()).isEqualTo("default");
    }

    @Test
    void readsTheDescriptionWhereThereIsNoCode() {
        // When
        JsonNode schema = InputSchema.of(
                "Speed_5D", FactorInputs.NONE, List.of("过去20日的 mf_main_net_amt 与 close 之比", "\\sum_{i=0}^{t-12} x_i"));

        // Then
        assertThat(schema.path("required_fields").toString()).isEqualTo("[\"close\",\"mf_main_net_amt\"]");
        assertThat(schema.path("lookback_days").asInt()).isEqualTo(20);
        assertThat(schema.path("origin").asText()).isEqualTo("description");
    }

    private static JsonNode ofExpression(String name, String expression) {
        return InputSchema.of(name, QlibExpression.of(expression), List.of(expression));
    }
}
