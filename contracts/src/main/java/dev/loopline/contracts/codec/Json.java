package dev.loopline.contracts.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.JsonNodeDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How Loopline writes JSON: snake case, every key present, instants as ISO-8601 text, keys in the order of the records,
 * so that equal values give equal bytes. Unknown keys are ignored when reading, so a newer producer may add some. A JSON null
 * is read as null, also for a component that is a tree. NaN and the infinities are not JSON: writing one fails.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .addDecorator((factory, generator) -> new FiniteNumbers(generator))
                    .build())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule("loopline")
                    .addDeserializer(JsonNode.class, new NullIsNull())
                    .addDeserializer(Instant.class, new QuickInstants()))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

    private Json() {}

    /** Shared and immutable; safe for all threads. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Without it a null tree would come back as a node that says null, and be a different value. */
    private static final class NullIsNull extends JsonNodeDeserializer {

        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable JsonNode getNullValue(DeserializationContext context) {
            return null;
        }
    }

    /** Jackson would write NaN as the text "NaN". */
    private static final class FiniteNumbers extends JsonGeneratorDelegate {

        FiniteNumbers(JsonGenerator generator) {
            super(generator, false);
        }

        @Override
        public void writeNumber(double number) throws IOException {
            if (!Double.isFinite(number)) {
                throw new JsonGenerationException(number + " is not a JSON number", this);
            }
            super.writeNumber(number);
        }

        @Override
        public void writeNumber(float number) throws IOException {
            writeNumber((double) number);
        }
    }
}
