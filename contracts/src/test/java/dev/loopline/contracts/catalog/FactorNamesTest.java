package dev.loopline.contracts.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorNamesTest {

    private static final List<String> PREFIXES = List.of("feature_", "qlib_", "alpha158_", "alpha360_");

    @ParameterizedTest
    @CsvSource({
        "feature_PriceStrength_10D,            PriceStrength_10D",
        "PriceStrength_10D,                    PriceStrength_10D",
        "feature_feature_x,                    x",
        "alpha360_alpha158_qlib_feature_KMID,  KMID",
        "feature_alpha158_qlib_ROC60,          ROC60",
        "Feature_x,                            Feature_x",
        "x_feature_y,                          x_feature_y",
        "alpha158KMID,                         alpha158KMID",
        "feature_,                             feature_",
        "qlib_feature_,                        feature_",
        "'',                                   ''"
    })
    void stripsPrefixesUntilNoneIsLeft(String raw, String expected) {
        assertThat(FactorNames.normalise(raw)).isEqualTo(expected);
    }

    @SeededTest
    void normalisedNamesStayAsTheyAre(RandomValues random) {
        // Given
        String prefixes = String.join("", random.list(0, 5, () -> random.oneOf(PREFIXES)));
        String name = random.text(1, 20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

        // When
        String normalised = FactorNames.normalise(prefixes + name);

        // Then
        assertThat(normalised).isEqualTo(name).isEqualTo(FactorNames.normalise(normalised));
    }
}
