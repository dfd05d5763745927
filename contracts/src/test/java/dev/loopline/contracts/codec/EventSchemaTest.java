package dev.loopline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.sample.SampleEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed schemas are those of the records; {@code -Dloopline.schema.write=true} writes them anew. */
class EventSchemaTest {

    private static final Path FOLDER = Path.of("src/main/resources/dev/loopline/contracts/schema");

    @ParameterizedTest
    @EnumSource
    void committedSchemaIsThatOfTheRecord(EventType type) throws IOException {
        // Given
        Path file = schemaFile(type.version(), type.eventName());

        // When
        String generated = GoldenFiles.indented(new SchemaBuilder().schema(type));

        // Then
        if (Boolean.getBoolean("loopline.schema.write")) {
            Files.writeString(file, generated);
        }
        assertThat(Files.readString(file)).as("""
                        The record of %s and its schema differ. If the change of the record is meant, see the README,
                        'How to change an event', and write the schemas anew with
                        mvn test -Dtest=EventSchemaTest -Dloopline.schema.write=true""", type.eventName()).isEqualTo(generated);
    }

    @ParameterizedTest
    @EnumSource
    void goldenFileIsValid(EventType type) throws IOException {
        JsonNode golden = Json.mapper().readTree(Files.readAllBytes(GoldenFiles.current(type)));

        assertThat(validate(type.eventName(), golden)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void codecAndSchemaAgreeWhereNullIsAllowed(LoopEvent event) {
        // Given
        EventType type = EventType.of(event);
        JsonSchema schema = schemaOf(type.eventName());
        JsonNode root = Json.mapper().valueToTree(event);
        int[] refused = {0};

        // When, Then
        forEachKey(root, (object, key) -> {
            JsonNode good = object.get(key);
            object.putNull(key);
            boolean valid = schema.validate(root).isEmpty();
            assertThat(isRead(type, root)).as("%s is null in %s", key, object).isEqualTo(valid);
            refused[0] += valid ? 0 : 1;
            object.set(key, good);
        });
        assertThat(refused[0]).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void noEventHasAFieldForASecret(EventType type) throws IOException {
        // Given
        JsonNode schema = Json.mapper().readTree(Files.readAllBytes(schemaFile(type.version(), type.eventName())));
        Set<String> keys = new TreeSet<>();

        // When
        for (JsonNode properties : schema.findValues("properties")) {
            properties.fieldNames().forEachRemaining(keys::add);
        }

        // Then
        assertThat(keys)
                .isNotEmpty()
                .noneMatch(key -> key.matches(".*(token|secret|passw|credential|api_?key|environment).*"));
    }

    private static boolean isRead(EventType type, JsonNode body) {
        return new EventCodec()
                .decode(
                        type,
                        type.payload(),
                        Map.of(CloudEventHeaders.TYPE, type.ceType()),
                        SampleEvents.KEY.toString().getBytes(StandardCharsets.UTF_8),
                        body.toString().getBytes(StandardCharsets.UTF_8))
                .match(known -> true, tombstone -> false, unreadable -> false);
    }

    private static void forEachKey(JsonNode node, BiConsumer<ObjectNode, String> action) {
        if (node instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            keys.forEach(key -> action.accept(object, key));
        }
        node.forEach(child -> forEachKey(child, action));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("a key is missing", loop -> loop.remove("status")),
                fault("null where none is allowed", loop -> loop.putNull("status")),
                fault("a text instead of a number", loop -> loop.put("loop_id", "3")),
                fault("a loop below zero", loop -> loop.put("loop_id", -1)),
                fault("an evidence that does not exist", loop -> loop.put("evidence", "guess")),
                fault("a time that is none", loop -> loop.put("finished_at", "yesterday")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void brokenEventIsNotValid(String what, Consumer<ObjectNode> fault) {
        // Given
        ObjectNode event = Json.mapper().valueToTree(SampleEvents.workspaceRegistered());
        assertThat(validate("WorkspaceRegistered", event)).isEmpty();

        // When
        fault.accept((ObjectNode) event.get("loop"));

        // Then
        assertThat(validate("WorkspaceRegistered", event)).as(what).isNotEmpty();
    }

    @Test
    void brokenDigestIsNotValid() {
        ObjectNode event = Json.mapper().valueToTree(SampleEvents.bundleCreated());

        ((ObjectNode) event.get("bundle")).put("sha256", "abc");

        assertThat(validate("BundleCreated", event)).hasSize(1);
    }

    @Test
    void nullIsValidWhereItIsMarkedAndUnknownKeysAreValid() {
        ObjectNode event = Json.mapper().valueToTree(SampleEvents.loopBackfilled());

        ((ObjectNode) event.get("loop")).putNull("scenario").put("added_later", 1);
        ((ObjectNode) event.get("performance")).putNull("sharpe");
        ((ObjectNode) event.get("metadata")).putNull("factor_meta");

        assertThat(validate("LoopBackfilled", event)).isEmpty();
    }

    @Test
    void treeThatMayNotBeNullIsNotValidAsNull() {
        ObjectNode event = Json.mapper().valueToTree(SampleEvents.loopBackfilled());

        ((ObjectNode) event.get("performance")).putNull("metrics");

        assertThat(validate("LoopBackfilled", event)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void schemaNamesTheKeysInTheOrderOfTheWire(LoopEvent event) {
        JsonNode written = Json.mapper().valueToTree(event);

        JsonNode properties = new SchemaBuilder().schema(EventType.of(event)).get("properties");

        assertThat(properties.fieldNames()).toIterable().containsExactlyElementsOf(() -> written.fieldNames());
    }

    private static Arguments fault(String what, Consumer<ObjectNode> fault) {
        return Arguments.of(what, fault);
    }

    @Test
    void firstVersionOfCatalogUpdatedKeepsItsSchema() throws IOException {
        JsonNode golden = Json.mapper()
                .readTree(Files.readAllBytes(Path.of("src/test/resources/golden/v1/CatalogUpdated-2.json")));

        assertThat(schemaOf(schemaFile(1, "CatalogUpdated")).validate(golden)).isEmpty();
    }

    private static Path schemaFile(int version, String eventName) {
        return FOLDER.resolve("v" + version).resolve(eventName + ".schema.json");
    }

    private static Set<ValidationMessage> validate(String eventName, JsonNode event) {
        return schemaOf(eventName).validate(event);
    }

    private static JsonSchema schemaOf(String eventName) {
        EventType type = Stream.of(EventType.values())
                .filter(known -> known.eventName().equals(eventName))
                .findFirst()
                .orElseThrow();
        return schemaOf(schemaFile(type.version(), eventName));
    }

    private static JsonSchema schemaOf(Path file) {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            Files.readString(file),
                            SchemaValidatorsConfig.builder()
                                    .formatAssertionsEnabled(true)
                                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
