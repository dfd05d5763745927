package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A value that a run recorded, read back from the text that Python printed of it. Old versions of mlflow cut it at 250, 500 or
 * 6,000 characters, even in the middle of a list.
 *
 * @param text as it was recorded
 * @param value what it stands for; of a text that was cut, as much as is there
 * @param cut whether its end is missing
 */
record RecordedValue(String text, JsonNode value, boolean cut) {

    private static final Set<Integer> LIMITS = Set.of(250, 500, 6_000);

    static RecordedValue of(String text) {
        PythonValue read = PythonValue.read(text);
        boolean plainButCut = read.value().isTextual() && LIMITS.contains(text.length());
        return new RecordedValue(text, read.value(), read.cut() || plainButCut);
    }

    static RecordedValue missing() {
        return new RecordedValue("", JsonNodeFactory.instance.textNode(""), false);
    }

    /** Whether this may be what a configuration says there. */
    boolean agreesWith(JsonNode says) {
        if (says.isMissingNode()) {
            return value.isNull();
        }
        return begins(says, value, cut)
                || !says.isContainerNode() && says.asText().equals(text);
    }

    /** Equal, or equal as far as the recorded one goes if that was cut. */
    private static boolean begins(JsonNode says, JsonNode ran, boolean cut) {
        if (says instanceof ArrayNode list && ran instanceof ArrayNode recorded) {
            return beginsList(list, recorded, cut);
        }
        if (says instanceof ObjectNode object && ran instanceof ObjectNode recorded) {
            return beginsObject(object, recorded, cut);
        }
        boolean number = says.isNumber() && ran.isNumber();
        if (number) {
            return Double.compare(says.doubleValue(), ran.doubleValue()) == 0;
        }
        if (says.isContainerNode() || ran.isContainerNode()) {
            return false;
        }
        boolean prefix = cut && ran.isTextual() && says.asText().startsWith(ran.textValue());
        return prefix || says.equals(ran) || sameScalar(says, ran);
    }

    /** qlib's reader takes some texts for numbers that are texts here, such as {@code 1e-3}. */
    private static boolean sameScalar(JsonNode says, JsonNode ran) {
        JsonNode read = says.isTextual() ? PythonValue.scalar(says.textValue()) : says;
        boolean sameNumber =
                read.isNumber() && ran.isNumber() && Double.compare(read.doubleValue(), ran.doubleValue()) == 0;
        return sameNumber || !says.isNull() && !ran.isNull() && says.asText().equals(ran.asText());
    }

    private static boolean beginsList(ArrayNode says, ArrayNode ran, boolean cut) {
        if (cut ? says.size() < ran.size() : says.size() != ran.size()) {
            return false;
        }
        for (int i = 0; i < ran.size(); i++) {
            if (!begins(says.get(i), ran.get(i), cut && i == ran.size() - 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean beginsObject(ObjectNode says, ObjectNode ran, boolean cut) {
        if (!cut && says.size() != ran.size()) {
            return false;
        }
        Iterator<Map.Entry<String, JsonNode>> fields = ran.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            boolean last = !fields.hasNext();
            if (!says.has(field.getKey()) || !begins(says.path(field.getKey()), field.getValue(), cut && last)) {
                return false;
            }
        }
        return true;
    }
}
