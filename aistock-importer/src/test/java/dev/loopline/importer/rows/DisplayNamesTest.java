package dev.loopline.importer.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import org.junit.jupiter.api.Test;

class DisplayNamesTest {

    private static final LoopKey KEY = new LoopKey("0a1b2c3d4e5f60718293", 3);

    @Test
    void namesALoopByItsLogFolder() {
        assertThat(DisplayNames.loop(KEY, "F:\\Dev\\log\\20250107_001\\")).isEqualTo("20250107_001-loop3");
        assertThat(DisplayNames.loop(KEY, null)).isEqualTo("0a1b2c3d4e-loop3");
    }

    @Test
    void namesModelsAndStrategies() {
        assertThat(DisplayNames.model(KEY, null, "c0ffee001122334455")).isEqualTo("0a1b2c3d4e-loop3-model-c0ffee0011");
        assertThat(DisplayNames.strategy("strategy_20250107_001_1")).isEqualTo("strategy-20250107_001_1");
        assertThat(DisplayNames.strategy("84c3553254c558329b9f")).isEqualTo("strategy-84c3553254");
    }
}
