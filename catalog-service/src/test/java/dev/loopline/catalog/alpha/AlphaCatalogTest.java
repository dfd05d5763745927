package dev.loopline.catalog.alpha;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.codec.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlphaCatalogTest {

    private static final AlphaCatalog.Shown NOTHING = name -> Optional.empty();

    @TempDir
    Path home;

    @Test
    void mergesTheFilesWhereverTheyLie() throws Exception {
        // Given
        write("RDagentDB/aistock/alpha158_meta.json", """
                {"version": "v1", "generated_at_utc": null, "source": "qlib_alpha158", "factors": [
                  {"name": "MA5", "expression": "Mean($close, 5)/$close", "source": "qlib_alpha158", "window": NaN},
                  {"expression": "without a name"}]}""");
        write("rdagent_data/alpha_all_meta.json", """
                {"version": "v1", "generated_at_utc": "2026-01-01T00:00:00+00:00", "factors": [
                  {"name": "KMID", "expression": "($close-$open)/$open", "source": "qlib_alpha158", "tags": ["alpha158", "k"]},
                  {"name": "MA5", "expression": "another", "source": "qlib_alpha158"},
                  {"name": "CLOSE59", "expression": "Ref($close, 59)/$close", "source": "qlib_alpha360"}]}""");

        // When
        JsonNode library = AlphaCatalog.of(AlphaKind.ALPHA158, new AlphaFiles(home), NOTHING)
                .orElseThrow();
        JsonNode other = AlphaCatalog.of(AlphaKind.ALPHA360, new AlphaFiles(home), NOTHING)
                .orElseThrow();

        // Then
        assertThat(library.path("factors").findValuesAsText("name")).containsExactly("KMID", "MA5");
        assertThat(library.path("generated_at_utc").asText()).isEqualTo("2026-01-01T00:00:00+00:00");
        assertThat(library.path("source").asText()).isEqualTo("qlib_alpha158");
        JsonNode ma5 = library.path("factors").path(1);
        assertThat(ma5.path("expression").asText()).isEqualTo("Mean($close, 5)/$close");
        assertThat(ma5.path("window").isNull()).isTrue();
        assertThat(ma5.path("tags")).hasToString("[\"alpha158\"]");
        assertThat(ma5.path("fingerprint").asText())
                .isEqualTo(FactorFingerprint.of("MA5", "Mean($close, 5)/$close", null));
        assertThat(library.path("notes")).hasSize(1);
        assertThat(other.path("factors").findValuesAsText("name")).containsExactly("CLOSE59");
    }

    @Test
    void addsTheBacktestAndTheBundleOfTheLoopThatShowsTheFactor() throws Exception {
        // Given
        write("alpha360_meta.json", "{\"factors\": [{\"name\": \"x\", \"expression\": \"MA(5)\"}]}");
        JsonNode shown = Json.mapper()
                .valueToTree(FactorEntry.of(
                        LoopProjector.project(SampleLoop.of("t", 3)
                                        .factor("feature_x", "another spelling")
                                        .event())
                                .occurrences()
                                .get(0),
                        1,
                        1));

        // When
        JsonNode library = AlphaCatalog.of(
                        AlphaKind.ALPHA360,
                        new AlphaFiles(home),
                        name -> Optional.of(shown)
                                .filter(entry ->
                                        entry.path("factor_name").asText().equals(name)))
                .orElseThrow();

        // Then
        JsonNode factor = library.path("factors").path(0);
        assertThat(factor.path("name").asText()).isEqualTo("x");
        assertThat(factor.path("best_performance").asText()).isEqualTo("Sharpe: 1.23, Ann.Ret: 15.00%");
        assertThat(factor.path("best_performance_sharpe").doubleValue()).isEqualTo(1.23);
        assertThat(factor.path("asset_bundle_id").asText()).isEqualTo("bundle_t_3");
    }

    @Test
    void namesTheFunctionOfTheSameFormulaAlone() throws Exception {
        // Given
        write("alpha158_meta.json", """
                {"factors": [{"name": "MA5", "expression": "Mean($close, 5)"}, {"name": "MA9", "expression": "Mean($close, 9)"},
                  {"name": "OWN", "expression": "OWN", "impl_module": "theirs", "impl_func": "own"}]}""");
        SampleLoop loop = SampleLoop.of("t", 3)
                .factorMeta("{'factors':[" + function("MA5", "mean( $close,5 )") + ","
                        + function("MA9", "Mean($open, 9)") + "," + function("OWN", "OWN") + "]}");
        Map<String, JsonNode> shown = new HashMap<>();
        LoopProjector.project(loop.event())
                .occurrences()
                .forEach(one -> shown.put(one.factorName(), Json.mapper().valueToTree(FactorEntry.of(one, 1, 1))));

        // When
        JsonNode factors = AlphaCatalog.of(
                        AlphaKind.ALPHA158, new AlphaFiles(home), name -> Optional.ofNullable(shown.get(name)))
                .orElseThrow()
                .path("factors");

        // Then
        assertThat(factors.path(0).path("impl_func").asText()).isEqualTo("factor_MA5__1");
        assertThat(factors.path(0)
                        .path("interface_info")
                        .path("standard_wrapper")
                        .asText())
                .isEqualTo("factor_MA5");
        assertThat(factors.path(1).has("impl_func") || factors.path(1).has("interface_info"))
                .isFalse();
        assertThat(factors.path(2).path("impl_func").asText()).isEqualTo("own");
        assertThat(factors.path(2).has("interface_info")).isFalse();
    }

    private static String function(String name, String expression) {
        return "{'name':'%1$s','expression':'%2$s','impl_module':'rd_factors_lib.generated','impl_func':'factor_%1$s__1',"
                        .formatted(name, expression)
                + "'interface_info':{'type':'function','standard_wrapper':'factor_" + name + "'}}";
    }

    @Test
    void saysWhatItCannotReadAndFollowsNoLink() throws Exception {
        // Given
        write("alpha158_meta.json", "{\n\"factors\": [,]}");
        Path secret = Files.writeString(home.resolve("secret"), "{\"factors\": [{\"name\": \"s\"}]}");
        Files.createSymbolicLink(home.resolve("alpha360_meta.json"), secret);

        // When
        JsonNode broken = AlphaCatalog.of(AlphaKind.ALPHA158, new AlphaFiles(home), NOTHING)
                .orElseThrow();

        // Then
        assertThat(broken.path("factors")).isEmpty();
        assertThat(broken.path("notes").path(0).asText()).startsWith("alpha158_meta.json, line 2");
        assertThat(AlphaCatalog.of(AlphaKind.ALPHA360, new AlphaFiles(home), NOTHING))
                .isEmpty();
        assertThat(List.of("158", "360"))
                .allMatch(number -> AlphaKind.of(number).isPresent());
        assertThat(AlphaKind.of("518")).isEmpty();
    }

    private void write(String path, String text) throws Exception {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
