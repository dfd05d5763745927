package dev.loopline.catalog.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CatalogUpdated;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ids of this test were computed by Python, with the recipes of RD-Agent's exporters. */
class LegacyIdsTest {

    private static final LoopKey LOOP = new LoopKey("20250107_001", 1);

    static Stream<Arguments> strategies() {
        return Stream.of(
                Arguments.of("", "", List.of(), "69e191636dd2571280d7a700ccc32657"),
                Arguments.of("running", "factor", List.of("conf_baseline.yaml"), "84c3553254c558329b9f4f4d468ba45a"),
                Arguments.of(
                        "running",
                        "model",
                        List.of("conf_sota_factors_model.yaml", "conf_baseline_factors_model.yaml"),
                        "b3b63d57f2475c0a90a986251ce10983"),
                Arguments.of(
                        "运行",
                        "factor",
                        List.of("conf.yaml", "mlruns/1/meta.yaml", "conf.yaml"),
                        "e68728c9f42457428cc8b79512ee583c"),
                Arguments.of("running", "factor", List.of("mlruns/1/meta.yaml"), "7005d063395a5981879132e04cf740d1"),
                Arguments.of("running", "factor", List.of("mlruns\\1\\meta.yaml"), "4a4270f67c455eacb49235bb1bf10fdf"));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void strategyIdIsThatOfRdAgent(String step, String action, List<String> templates, String expected) {
        assertThat(LegacyIds.strategyId(step, action, templates)).isEqualTo(expected);
    }

    @Test
    void takesNothingForAnEmptyText() {
        assertThat(LegacyIds.strategyId(null, null, List.of())).isEqualTo("69e191636dd2571280d7a700ccc32657");
    }

    @Test
    void modelIdIsThatOfRdAgentWithoutConfiguration() {
        assertThat(LegacyIds.modelId(LOOP, "ws_12345", null, null, null)).isEqualTo("1a560620d6ac5f3cac8e6323fca41d75");
    }

    @Test
    void modelIdIsThatOfRdAgentWithConfiguration() {
        assertThat(LegacyIds.modelId(
                        LOOP,
                        "ws_12345",
                        "LGBModel",
                        SampleLoop.json("{'class':'LGBModel','kwargs':{'learning_rate':0.05,'num_leaves':210,"
                                + "'lambda_l1':1e-07,'verbose':true}}"),
                        SampleLoop.json("{'class':'DatasetH','kwargs':{'segments':{'train':"
                                + "['2010-01-01','2018-12-31']}}}")))
                .isEqualTo("219726ef1ebf5840b1086eeafd80c2b3");
    }

    @Test
    void entriesCarryThem() {
        // Given
        SampleLoop loop = SampleLoop.of("20250107_001", 1);

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.models().get(0).legacyModelId()).isEqualTo("19bf220751f95490ad121bf69241d235");
        assertThat(projection.strategies().get(0).templateHash()).isEqualTo("779de7c0c8e05847b568522974afa2e3");
    }
}
