package dev.loopline.contracts.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorNamesTest {

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

    @Property
    void normalisedNamesStayAsTheyAre(
            @ForAll @Size(max = 5) List<Prefix> prefixes,
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = 'A', to = 'Z') String name) {
        // Given
        StringBuilder raw = new StringBuilder();
        prefixes.forEach(prefix -> raw.append(prefix).append('_'));
        raw.append(name);

        // When
        String normalised = FactorNames.normalise(raw.toString());

        // Then
        assertThat(normalised).isEqualTo(name).isEqualTo(FactorNames.normalise(normalised));
    }

    enum Prefix {
        feature,
        qlib,
        alpha158,
        alpha360
    }
}
