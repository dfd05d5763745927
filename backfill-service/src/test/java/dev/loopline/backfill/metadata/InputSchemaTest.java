package dev.loopline.backfill.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
        JsonNode schema = InputSchema.of(name, "");

        // Then
        assertThat(schema.path("required_fields").path(0).asText()).isEqualTo(firstField);
        assertThat(schema.path("lookback_days").asInt()).isEqualTo(lookback);
        assertThat(schema.path("origin").asText()).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Corr($close/Ref($close,1), Log($volume/Ref($volume, 1)+1), 60)|[\"close\",\"volume\"]|60",
                "($high-$low)/$open|[\"high\",\"low\",\"open\"]|1",
                "Std($close, 5)/($volume+1e-12)|[\"close\",\"volume\"]|5"
            })
    void judgesAnExpressionByWhatItNames(String expression, String fields, int lookback) {
        // When
        JsonNode schema = InputSchema.of("Open_Gap_3d", expression);

        // Then
        assertThat(schema.path("required_fields").toString()).isEqualTo(fields);
        assertThat(schema.path("lookback_days").asInt()).isEqualTo(lookback);
        assertThat(schema.path("origin").asText()).isEqualTo("derived");
    }
}
