package dev.loopline.contracts.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@link Json} for what comes over the wire, and for files that may be damaged: a component that may not be null has to be there, numbers are numbers and
 * whole where they have to be. A body that another program got half right is refused here, before it is acted on.
 */
public final class StrictJson {

    private static final JsonMapper MAPPER = Json.mapper()
            .rebuild()
            .addModule(new SimpleModule("loopline-strict").addDeserializer(Double.class, new NumbersOnly()))
            .annotationIntrospector(new NullMarkedRecords())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private StrictJson() {}

    /** Shared and immutable; safe for all threads. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Reads a body and fails at a number that is too large for a double, such as 1e999, wherever it stands. */
    static JsonParser parser(byte[] body) throws IOException {
        return new FiniteNumbers(MAPPER.createParser(body));
    }

    /** Jackson would make an infinity of it. */
    private static final class FiniteNumbers extends JsonParserDelegate {

        FiniteNumbers(JsonParser parser) {
            super(parser);
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(getDoubleValue())) {
                throw new JsonParseException(this, "a number is beyond the range of a double");
            }
            return token;
        }

        @Override
        public JsonParser skipChildren() throws IOException {
            JsonToken first = currentToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                return this;
            }
            for (int open = 1; open > 0; ) {
                JsonToken token = nextToken();
                if (token == null) {
                    throw new JsonParseException(this, "the body ends too early");
                }
                open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return this;
        }
    }

    /** Refuses null and absence for every record component without {@link Nullable}. */
    private static final class NullMarkedRecords extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            return isNonNull(annotated) ? JsonSetter.Value.forValueNulls(Nulls.FAIL) : super.findSetterInfo(annotated);
        }

        private static boolean isNonNull(Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter
                    && parameter.getDeclaringClass().isRecord()
                    && parameter.getOwner() instanceof AnnotatedConstructor constructor
                    && !constructor
                            .getAnnotated()
                            .getAnnotatedParameterTypes()[parameter.getIndex()]
                            .isAnnotationPresent(Nullable.class);
        }
    }

    /** Jackson would take the text "NaN" for a number. */
    private static final class NumbersOnly extends StdScalarDeserializer<Double> {

        private static final long serialVersionUID = 1L;

        NumbersOnly() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.currentToken().isNumeric()
                    ? parser.getDoubleValue()
                    : (Double) context.handleUnexpectedToken(Double.class, parser);
        }
    }
}
