package dev.loopline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.sample.SampleEvents;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CloudEventHeadersTest {

    private static final Instant TIME = Instant.parse("2025-12-18T11:02:44.390Z");
    private static final String KEY = "2025-12-18_10-38-22-336632/3";

    @Test
    void eventCarriesTheAttributesOfTheStandard() {
        assertThat(CloudEventHeaders.of(SampleEvents.loopBackfilled(), "backfill-service", TIME))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ce_specversion", "1.0",
                        "ce_home", "rd-agent-main-3fa92c",
                        "ce_id", "LoopBackfilled/" + KEY + "/2",
                        "ce_source", "/loopline/backfill-service",
                        "ce_type", "dev.loopline.LoopBackfilled.v1",
                        "ce_time", "2025-12-18T11:02:44.390Z",
                        "ce_subject", KEY,
                        "ce_revision", "2",
                        "content-type", "application/json"));
    }

    @Test
    void tombstoneCarriesWhatItsMissingBodyCannot() {
        // Given
        Tombstone tombstone = Tombstone.of(SampleEvents.KEY, 7);

        // When
        Map<String, String> headers =
                CloudEventHeaders.of(tombstone, EventType.CATALOG_UPDATED, "catalog-service", TIME);

        // Then
        assertThat(headers)
                .containsEntry("ce_id", "CatalogUpdated/" + KEY + "/7/withdrawn")
                .containsEntry("ce_type", "dev.loopline.CatalogUpdated.v2")
                .containsEntry("ce_subject", KEY)
                .containsEntry("ce_revision", "7")
                .doesNotContainKeys("content-type", "ce_sequence", "ce_gonefingerprints");
    }

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void sameFactHasTheSameIdWheneverItIsSaid(LoopEvent event) {
        String id = CloudEventHeaders.of(event, "a", TIME).get(CloudEventHeaders.ID);

        assertThat(CloudEventHeaders.of(event, "b", TIME.plusSeconds(1))).containsEntry(CloudEventHeaders.ID, id);
        assertThat(id).startsWith(EventType.of(event).eventName() + "/" + KEY + "/2");
    }
}
