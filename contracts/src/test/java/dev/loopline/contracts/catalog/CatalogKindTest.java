package dev.loopline.contracts.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CatalogKindTest {

    @Test
    void filesAndListsAreCalledAsAistockExpects() {
        assertThat(Arrays.stream(CatalogKind.values()).map(CatalogKind::fileName))
                .containsExactly(
                        "factor_catalog.json", "model_catalog.json", "strategy_catalog.json", "loop_catalog.json");
        assertThat(Arrays.stream(CatalogKind.values()).map(CatalogKind::plural))
                .containsExactly("factors", "models", "strategies", "loops");
    }
}
