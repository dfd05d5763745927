package dev.loopline.catalog.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFilesTest {

    @Test
    void writesTheEnvelopeAndTheEntriesInOrder(@TempDir Path folder) throws Exception {
        // Given
        List<Change> changes = List.of(
                Exports.present(SampleLoop.of("b", 2).factor("zeta", "Z").factor("alpha", "A")),
                Exports.present(SampleLoop.of("b", 10).factor("alpha", "A2")),
                Exports.present(SampleLoop.of("a", 0)));

        // When
        Map<CatalogKind, String> files = Exports.export(folder, List.of(changes));

        // Then
        String loops = files.get(CatalogKind.LOOP);
        assertThat(loops)
                .startsWith("{\n  \"version\": \"v1\",\n  \"generated_at_utc\": \"2026-01-")
                .contains(
                        "+00:00\",\n  \"source\": \"rdagent_tools\",\n  \"loops\": [\n    {\n      \"task_run_id\": \"a\",\n")
                .contains("\"hypothesis\": \"动量\"")
                .contains("\"readiness\": [\n        \"FACTOR_NAMES_MISSING\"\n      ]")
                .contains("\"readiness\": []")
                .endsWith("    }\n  ]\n}\n");
        JsonNode tree = Json.mapper().readTree(loops);
        assertThat(tree.get("loops").findValuesAsText("loop_id")).containsExactly("0", "2", "10");
        JsonNode factors = Json.mapper().readTree(files.get(CatalogKind.FACTOR)).get("factors");
        assertThat(factors.findValuesAsText("name")).containsExactly("alpha", "zeta");
        for (JsonNode factor : factors) {
            assertThat(factor.get("asset_bundle_id").textValue()).startsWith("bundle_b_");
        }
    }

    @Test
    void writesEmptyCatalogsForAnEmptyState(@TempDir Path folder) throws Exception {
        // When
        Map<CatalogKind, String> files = Exports.export(folder, List.of());

        // Then
        assertThat(files.get(CatalogKind.FACTOR))
                .isEqualTo("{\n  \"version\": \"v1\",\n  \"generated_at_utc\": \"1970-01-01T00:00:00.000000+00:00\",\n"
                        + "  \"source\": \"rdagent_tools\",\n  \"factors\": []\n}\n");
    }

    @Test
    void replacesAFileOnlyWhenItsBytesChange(@TempDir Path folder) throws Exception {
        // Given
        Path copies = Files.createDirectory(folder.resolve("copies"));
        Path served = Files.createDirectory(folder.resolve("served"));
        try (CatalogState state = Exports.state(folder)) {
            CatalogFiles files = new CatalogFiles(state::reader, List.of(served, copies));
            state.apply(List.of(Exports.present(SampleLoop.of("a", 0))), Map.of());
            CatalogFile first = files.write().get(0);
            Object inode = Files.getAttribute(first.path(), "unix:ino");

            // When
            CatalogFile second = files.write().get(0);

            // Then
            assertThat(second.sha256()).isEqualTo(first.sha256());
            assertThat(Files.getAttribute(first.path(), "unix:ino")).isEqualTo(inode);
            assertThat(copies.resolve("factor_catalog.json")).hasSameBinaryContentAs(first.path());
            try (Stream<Path> left = Files.list(served)) {
                assertThat(left).hasSize(4);
            }
        }
    }

    @Test
    void copiesIntoAFolderOfAnotherProgramWhileItIsThereAndLosesNothingThere(@TempDir Path folder) throws Exception {
        // Given
        Path served = Files.createDirectory(folder.resolve("served"));
        Path others = folder.resolve("others");
        try (CatalogState state = Exports.state(folder)) {
            CatalogFiles files = new CatalogFiles(state::reader, List.of(served), List.of(others));
            state.apply(List.of(Exports.present(SampleLoop.of("a", 0))), Map.of());

            // When it is not there, there, and holds what the catalogs do not know
            files.write();
            boolean wasMade = Files.exists(others);
            Files.createDirectory(others);
            files.write();
            Path copy = others.resolve("loop_catalog.json");
            boolean isCopied = Files.mismatch(copy, served.resolve("loop_catalog.json")) < 0;
            String older = "{\"loops\": [{\"task_run_id\": \"by-a-script\", \"loop_id\": 7}]}";
            Files.writeString(copy, older);
            state.apply(List.of(Exports.present(SampleLoop.of("b", 1))), Map.of());
            files.write();

            // Then
            assertThat(wasMade).isFalse();
            assertThat(isCopied).isTrue();
            assertThat(copy).hasContent(older);
            assertThat(files.held().orElseThrow()).contains(others.toString(), "by-a-script/7");
            assertThat(served.resolve("loop_catalog.json")).content().contains("\"b\"");
        }
    }
}
