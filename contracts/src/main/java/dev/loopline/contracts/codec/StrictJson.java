package dev.loopline.contracts.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
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
 * {@link Json} for what comes over the wire: a component that may not be null has to be there, numbers are numbers and
 * whole where they have to be. A body that another program got half right is refused here, before anybody acts on it.
 */
final class StrictJson {

    private static final JsonMapper MAPPER = Json.mapper()
            .rebuild()
            .addModule(new SimpleModule("loopline-strict").addDeserializer(Double.class, new NumbersOnly()))
            .annotationIntrospector(new NullMarkedRecords())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private StrictJson() {}

    static JsonMapper mapper() {
        return MAPPER;
    }

    /** False if a number was too large, such as 1e999. */
    static boolean isFinite(JsonNode tree) {
        if (tree.isFloatingPointNumber()) {
            return Double.isFinite(tree.doubleValue());
        }
        for (JsonNode child : tree) {
            if (!isFinite(child)) {
                return false;
            }
        }
        return true;
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
