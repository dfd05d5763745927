package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.CleanText;
import dev.loopline.backfill.workspace.FileChangingException;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A metadata file as it stood before this backfill. RD-Agent's Python writes NaN and the infinities as bare words: they are
 * read as null, with a note. Characters that PostgreSQL cannot hold are dropped with a note.
 *
 * @param content the object; empty if there is no file or it cannot be read
 * @param kind what is to be done with it
 * @param isClean whether the file says exactly this; false if something was mended in reading
 * @param digest of the bytes that were read; empty if none were
 */
public record ExistingFile(ObjectNode content, Kind kind, boolean isClean, Optional<Sha256> digest) {

    /** What is to be done with an existing file. */
    public enum Kind {
        /** There is none, or it is broken: write it anew. */
        ABSENT,
        /** Another writer made it, and it is good: keep it and add what is missing. */
        FOREIGN,
        /** A backfill wrote it, or an overwrite was asked for: derive it anew, keep what nothing else says. */
        REPLACEABLE
    }

    static final String WRITER_FIELD = "generated_by";
    static final String WRITER = "loopline";

    private static final int DEEPEST = 200;

    private static final JsonMapper LENIENT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static final ExistingFile NONE = withoutContent(Optional.empty());

    private static ExistingFile withoutContent(Optional<Sha256> digest) {
        return new ExistingFile(JsonNodeFactory.instance.objectNode(), Kind.ABSENT, true, digest);
    }

    /**
     * Reads a metadata file of a workspace.
     *
     * @param name the file's name
     * @param required a key that a usable file has; empty: any object will do
     * @param overwrite whether a good file is to be written anew
     * @throws FileChangingException if it is broken and another program may still be writing it
     */
    static ExistingFile read(WorkspaceFolder workspace, String name, String required, boolean overwrite, Notes notes)
            throws IOException {
        Optional<byte[]> bytes = workspace.bytes(name);
        if (bytes.isEmpty()) {
            return NONE;
        }
        String text = workspace.decode(bytes.get(), name);
        Optional<Sha256> digest = Optional.of(Sha256.of(bytes.get()));
        String subject = workspace.subject(name);
        Notes found = new Notes();
        ObjectNode object;
        try {
            if (!(LENIENT.readTree(text) instanceof ObjectNode tree)) {
                requireQuiet(workspace, name);
                notes.add("METADATA_BROKEN", subject, "It held no object; nothing of it is used.");
                return withoutContent(digest);
            }
            object = tree;
            clean(object, subject, found);
        } catch (JsonProcessingException e) {
            requireQuiet(workspace, name);
            object = beginning(text);
            found.add(
                    "METADATA_BROKEN",
                    subject,
                    "It is not readable JSON; what it says before it breaks off is used: " + e.getOriginalMessage());
        }
        found.list().forEach(note -> notes.add(note.code(), note.subject(), note.message()));
        if (!required.isEmpty() && !object.path(required).isArray() || object.isEmpty()) {
            notes.add("METADATA_BROKEN", subject, "It had no " + required + "; nothing of it is used.");
            return withoutContent(digest);
        }
        boolean replaceable = isOurs(object) || overwrite;
        return new ExistingFile(
                object,
                replaceable ? Kind.REPLACEABLE : Kind.FOREIGN,
                found.list().isEmpty(),
                digest);
    }

    /** What is broken may be half written: its writer goes on writing into a file that a rename would take away. */
    private static void requireQuiet(WorkspaceFolder workspace, String name) {
        if (workspace.isFresh(name)) {
            throw new FileChangingException(workspace.subject(name)
                    + " is no whole JSON and was changed moments ago; it is read again once it" + " is quiet");
        }
    }

    /** What a file that breaks off says before it does: its own texts and flags, which may be said nowhere else. */
    private static ObjectNode beginning(String text) throws IOException {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        try (JsonParser parser = LENIENT.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return said;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                JsonToken value = parser.currentToken();
                if (value.isBoolean()) {
                    said.put(field, parser.getBooleanValue());
                } else if (value == JsonToken.VALUE_STRING) {
                    said.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            // Here it breaks off; that it does is noted by the caller.
            return said;
        }
        return said;
    }

    /** Whether a backfill wrote it. */
    boolean isOurs() {
        return isOurs(content);
    }

    private static boolean isOurs(ObjectNode content) {
        return content.path(WRITER_FIELD).asText().equals(WRITER);
    }

    boolean isForeign() {
        return kind == Kind.FOREIGN;
    }

    private static void clean(JsonNode node, String subject, Notes notes) {
        if (node instanceof ObjectNode object) {
            cleanNames(object, subject, notes);
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(cleaned(field.getValue(), subject + ": " + field.getKey(), notes));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, cleaned(array.get(i), subject, notes));
            }
        }
    }

    private static void cleanNames(ObjectNode object, String subject, Notes notes) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!CleanText.isClean(name)) {
                notes.add("CONTROL_CHARACTER", subject, "Characters that no database takes were dropped from a key.");
                object.set(CleanText.of(name), object.remove(name));
            }
        }
    }

    private static JsonNode cleaned(JsonNode value, String subject, Notes notes) {
        if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            notes.add("VALUE_NOT_FINITE", subject, value.asText() + " was taken as missing.");
            return JsonNodeFactory.instance.nullNode();
        }
        if (value.isTextual() && !CleanText.isClean(value.textValue())) {
            notes.add("CONTROL_CHARACTER", subject, "Characters that no database takes were dropped.");
            return JsonNodeFactory.instance.textNode(CleanText.of(value.textValue()));
        }
        clean(value, subject, notes);
        return value;
    }
}
