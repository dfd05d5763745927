package dev.loopline.contracts.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfig;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.EventType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (2020-12) of an event, from its record: every key is required, null is allowed where the component is
 * {@link Nullable}, unknown keys are allowed, because a newer producer may add some.
 */
final class SchemaBuilder {

    private static final JsonNode JSON_BUT_NULL =
            Json.mapper().valueToTree(Map.of("type", List.of("object", "array", "string", "number", "boolean")));
    private static final JsonNode DIGEST =
            Json.mapper().createObjectNode().put("type", "string").put("pattern", "^[0-9a-f]{64}$");
    private static final JsonNode INSTANT =
            Json.mapper().createObjectNode().put("type", "string").put("format", "date-time");
    private static final Map<Class<?>, Supplier<JsonNode>> SCALARS = Map.of(
            JsonNode.class, JSON_BUT_NULL::deepCopy, Sha256.class, DIGEST::deepCopy, Instant.class, INSTANT::deepCopy);
    private static final Map<String, BigDecimal> MINIMA = Map.of(
            "loopId", BigDecimal.ZERO,
            "sizeBytes", BigDecimal.ZERO,
            "sequence", BigDecimal.ZERO,
            "revision", BigDecimal.ONE);

    private final SchemaGenerator generator = new SchemaGenerator(config());

    ObjectNode schema(EventType type) {
        ObjectNode generated = generator.generateSchema(type.payload());
        ObjectNode schema = Json.mapper().createObjectNode();
        schema.set("$schema", generated.remove("$schema"));
        schema.put("$id", "urn:loopline:schema:v" + type.version() + ":" + type.eventName());
        schema.put("title", type.eventName());
        JsonNode definitions = generated.remove("$defs");
        schema.setAll(generated);
        if (definitions != null) {
            schema.set("$defs", definitions);
        }
        return schema;
    }

    private static SchemaGeneratorConfig config() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY));
        builder.forTypesInGeneral()
                .withPropertySorter((one, other) -> 0)
                .withCustomDefinitionProvider((type, context) -> Optional.ofNullable(SCALARS.get(type.getErasedType()))
                        .map(scalar -> new CustomDefinition(
                                (ObjectNode) scalar.get(),
                                CustomDefinition.DefinitionType.INLINE,
                                CustomDefinition.AttributeInclusion.YES))
                        .orElse(null));
        builder.forFields()
                .withPropertyNameOverrideResolver(
                        field -> PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(field.getDeclaredName()))
                .withRequiredCheck(field -> !field.isFakeContainerItemScope() && !isLeftOutIfNull(field))
                .withNullableCheck(SchemaBuilder::isNullable)
                .withNumberInclusiveMinimumResolver(field -> MINIMA.get(field.getDeclaredName()));
        return builder.build();
    }

    /** Keys that were added later: events without them are those of an earlier version. */
    private static boolean isLeftOutIfNull(FieldScope field) {
        return field.getRawMember().isAnnotationPresent(JsonInclude.class);
    }

    private static boolean isNullable(FieldScope field) {
        return !field.isFakeContainerItemScope()
                && field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
