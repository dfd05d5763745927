package dev.loopline.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.sample.SampleEvents;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopBackfilledTest {

    @Test
    void namesWhatWasGeneratedWithTheSectionsOfTheGuide() throws IOException {
        LoopBackfilled event = with(
                "{\"factors\": [{\"input_schema\": {}}]}", "{\"preprocess_config\": {}}", "{\"portfolio_config\": {}}");

        assertThat(event.generated())
                .containsExactly(
                        "model_meta.json with preprocess_config",
                        "factor_meta.json with input_schema",
                        "strategy_meta.json with portfolio_config");
    }

    @Test
    void namesNoSectionThatIsNotThereAndNoFileThatIsMissingOrWasNotWritten() throws IOException {
        LoopBackfilled event = with(
                "{\"factors\": []}",
                null,
                "{\"portfolio_config\": {}}",
                new Note(Note.METADATA_NOT_WRITTEN, "ws/strategy_meta.json", "It cannot be written."));

        assertThat(event.generated()).containsExactly("factor_meta.json");
    }

    private static LoopBackfilled with(
            @Nullable String factors, @Nullable String model, @Nullable String strategy, Note... notes)
            throws IOException {
        LoopBackfilled sample = SampleEvents.loopBackfilled();
        return new LoopBackfilled(
                sample.loop(),
                sample.workspaces(),
                sample.primaryWorkspaceId(),
                sample.revision(),
                true,
                new Metadata(tree(factors), null, null, tree(model), tree(strategy)),
                sample.configuration(),
                sample.performance(),
                sample.feedback(),
                sample.files(),
                sample.artifacts(),
                sample.codeSync(),
                List.of(notes),
                null,
                sample.backfilledAt());
    }

    private static @Nullable JsonNode tree(@Nullable String json) throws IOException {
        return json == null ? null : Json.mapper().readTree(json);
    }
}
