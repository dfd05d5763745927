package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogIdsTest {

    private static final LoopKey LOOP = new LoopKey("2025-12-18_10-38-22-336632", 0);

    @Test
    void strategyIdIsThatOfTheInitialisationGuide() {
        assertThat(CatalogIds.strategyId(LOOP)).isEqualTo("strategy_2025-12-18_10-38-22-336632_0");
    }

    @Test
    void modelIdNamesLoopAndWorkspace() {
        assertThat(CatalogIds.modelId(LOOP, "ws")).isEqualTo("2025-12-18_10-38-22-336632_0_ws");
    }
}
