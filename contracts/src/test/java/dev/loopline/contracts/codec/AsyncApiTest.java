package dev.loopline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.sample.SampleEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The AsyncAPI document says what the code does. */
class AsyncApiTest {

    private static final Path FILE = Path.of("src/main/resources/dev/loopline/contracts/asyncapi.yaml");
    private static final List<String> SERVICES =
            List.of("workspace-watcher", "backfill-service", "bundle-service", "catalog-service", "aistock-importer");

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        document = new YAMLMapper().readTree(Files.readAllBytes(FILE));
    }

    @Test
    void channelsAreTheTopicsAndTheDeadLettersAndNoOther() {
        List<String> expected = Stream.concat(
                        Topics.events().stream(), SERVICES.stream().map(Topics::deadLetter))
                .toList();

        assertThat(document.get("channels").findValuesAsText("address")).containsExactlyElementsOf(expected);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(resolve(reference).isMissingNode()).as(reference).isFalse();
            } else {
                assertThat(FILE.resolveSibling(reference)).isRegularFile();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void channelCarriesItsEventAndItsTombstone(EventType type) {
        // Given
        JsonNode channel = channel(type.topic());

        // When
        List<JsonNode> messages = new ArrayList<>();
        channel.get("messages")
                .forEach(message -> messages.add(resolve(message.get("$ref").asText())));

        // Then
        assertThat(messages)
                .extracting(message -> message.get("name").asText())
                .containsExactly(type.eventName(), type.eventName() + "Withdrawn");
        assertThat(messages)
                .allSatisfy(message -> assertThat(constant(message, "ce_type")).isEqualTo(type.ceType()));
        assertThat(messages.get(0).at("/payload/schema/$ref").asText())
                .isEqualTo("schema/v" + type.version() + "/" + type.eventName() + ".schema.json");
        assertThat(channel.at("/bindings/$ref").asText()).endsWith("/compacted");
    }

    @Test
    void settingsOfTheTopicsAreThoseOfTheCode() {
        JsonNode kafka = document.at("/components/channelBindings/compacted/kafka");

        assertThat(kafka.get("partitions").intValue()).isEqualTo(Topics.DEFAULT_PARTITIONS);
        assertThat(kafka.at("/topicConfiguration/max.message.bytes").intValue()).isEqualTo(Topics.MAX_RECORD_BYTES);
        assertThat(kafka.at("/topicConfiguration/cleanup.policy/0").asText()).isEqualTo("compact");
    }

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void headersOfAnEventAreThoseThatAreWritten(LoopEvent event) {
        // Given
        String name = EventType.of(event).eventName();
        JsonNode headers = document.at("/components/schemas/EventHeaders");
        String source = constant(document.at("/components/messages/" + name), "ce_source");

        // When
        Map<String, String> written =
                CloudEventHeaders.of(event, source.substring("/loopline/".length()), Instant.EPOCH);

        // Then
        assertThat(keys(headers.get("properties"))).isEqualTo(written.keySet());
        written.remove(CloudEventHeaders.HOME); // It is not known everywhere.
        assertThat(headers.get("required")).extracting(JsonNode::asText).containsExactlyElementsOf(written.keySet());
        assertThat(written).containsEntry("ce_source", source);
    }

    @Test
    void headersOfATombstoneAreThoseThatAreWritten() {
        Map<String, String> written = CloudEventHeaders.of(
                new Tombstone(SampleEvents.KEY, 1, "some-home"),
                EventType.CATALOG_UPDATED,
                "catalog-service",
                Instant.EPOCH);

        assertThat(keys(document.at("/components/schemas/TombstoneHeaders/properties")))
                .isEqualTo(written.keySet());
    }

    @ParameterizedTest
    @EnumSource
    void everyEventIsSentByItsSourceAloneAndReceivedBySomebody(EventType type) {
        // Given
        List<JsonNode> operations = operations(type.topic());

        // When
        List<String> senders = tags(operations, "send");

        // Then
        String source = constant(document.at("/components/messages/" + type.eventName()), "ce_source");
        assertThat(senders).extracting(service -> "/loopline/" + service).containsExactly(source);
        assertThat(tags(operations, "receive")).isNotEmpty().isSubsetOf(SERVICES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"workspace-watcher", "backfill-service", "bundle-service", "catalog-service", "aistock-importer"
            })
    void everyServiceSendsItsOwnDeadLetters(String service) {
        assertThat(tags(operations(Topics.deadLetter(service)), "send")).containsExactly(service);
    }

    @Test
    void operationsNameMessagesOfTheirOwnChannel() {
        assertThat(document.get("operations")).allSatisfy(operation -> {
            String channel = operation.at("/channel/$ref").asText();
            assertThat(operation.get("messages"))
                    .isNotEmpty()
                    .allSatisfy(
                            message -> assertThat(message.get("$ref").asText()).startsWith(channel + "/messages/"));
        });
    }

    private static JsonNode channel(String address) {
        return stream(document.get("channels"))
                .filter(channel -> channel.get("address").asText().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no channel has the address " + address));
    }

    private static List<JsonNode> operations(String address) {
        return stream(document.get("operations"))
                .filter(operation -> resolve(operation.at("/channel/$ref").asText())
                        .get("address")
                        .asText()
                        .equals(address))
                .toList();
    }

    private static List<String> tags(List<JsonNode> operations, String action) {
        return operations.stream()
                .filter(operation -> operation.get("action").asText().equals(action))
                .map(operation -> operation.at("/tags/0/name").asText())
                .toList();
    }

    private static String constant(JsonNode message, String header) {
        return message.at("/headers/allOf/1/properties/" + header + "/const").asText();
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static JsonNode resolve(String reference) {
        return document.at(reference.substring(1));
    }

    private static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}
