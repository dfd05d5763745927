package dev.loopline.importer.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossLimitTest {

    @ParameterizedTest
    @CsvSource({
        "1, 0, false",
        "3, 0, false",
        "4, 0, true",
        "4, 75, true",
        "4, 76, false",
        "20, 380, false",
        "20, 379, true",
        "21, 10000, true"
    })
    void letsSingleLoopsGoAndAtMostAShare(int missing, int listed, boolean exceeded) {
        // When, Then
        assertThat(LossLimit.isExceeded(missing, listed)).isEqualTo(exceeded);
    }
}
