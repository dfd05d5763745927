package dev.loopline.importer.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.sample.SampleLoop;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StrategyRowTest {

    @Test
    void namesNoFunctionWhereThereIsNone() throws IOException {
        // Given
        CatalogUpdated event = SampleLoop.of("t", 1).build();
        ObjectNode entry = Json.mapper().valueToTree(event.strategies().get(0));
        JsonNode named = entry.get("python_implementation");
        entry.set("python_implementation", Json.mapper().valueToTree(StrategyEntry.PythonImplementation.NONE));

        // When
        ObjectNode with = StrategyRow.of(event, event.strategies().get(0));
        ObjectNode without = StrategyRow.of(event, Json.mapper().treeToValue(entry, StrategyEntry.class));

        // Then
        assertThat(with.get("python_implementation")).isEqualTo(named);
        assertThat(without.get("python_implementation")).isEqualTo(Json.mapper().createObjectNode());
    }
}
