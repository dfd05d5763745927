package dev.loopline.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes the records of the event topics. Stateless; safe for all threads. */
public final class EventCodec {

    private static final int LONGEST_MESSAGE = 300;
    private static final Pattern PARSER_SETTINGS = Pattern.compile("Source: REDACTED \\([^)]*\\); ");

    private final ObjectMapper mapper = StrictJson.mapper();

    /** The key of the record: {@code <task_run_id>/<loop_id>} in UTF-8. */
    public byte[] encodeKey(LoopKey key) {
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The body of the record. The same event gives the same bytes.
     *
     * @throws IllegalStateException if the event holds a number that is not finite, or trees nested deeper than Jackson
     *     writes (1,000); both are bugs of the producer
     */
    public byte[] encode(LoopEvent event) {
        try {
            return mapper.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON: the event of " + event.key(), e);
        }
    }

    /**
     * Reads a record of the topic of {@code type}. Never throws because of what the record holds.
     *
     * @param headers the headers as text; a missing {@code ce_type} is taken as malformed
     * @param key the record's key
     * @param value the record's body; null is a tombstone
     */
    public <E extends LoopEvent> Decoded<E> decode(
            EventType type,
            Class<E> payload,
            Map<String, String> headers,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        Optional<LoopKey> loop = readKey(key);
        if (loop.isEmpty()) {
            return malformed("the key is not <task_run_id>/<loop_id>");
        }
        if (value == null) {
            return withdrawn(loop.get(), headers);
        }
        String ceType = headers.get(CloudEventHeaders.TYPE);
        if (ceType == null) {
            return malformed("the header ce_type is missing");
        }
        if (!ceType.startsWith(type.prefix())) {
            return unusable(
                    Decoded.Reason.UNKNOWN_TYPE, "'" + ceType + "' is not an event of the topic " + type.topic());
        }
        Optional<Integer> version = version(ceType.substring(type.prefix().length()));
        if (version.isEmpty()) {
            return unusable(Decoded.Reason.UNKNOWN_TYPE, "'" + ceType + "' has no version number");
        }
        if (version.get() > type.version()) {
            return unusable(
                    Decoded.Reason.NEWER_VERSION,
                    "version " + version.get() + " is newer than " + type.version() + ", which this build reads");
        }
        return body(loop.get(), payload, isFirstCatalogUpdated(type, version.get()), value);
    }

    private static boolean isFirstCatalogUpdated(EventType type, int version) {
        return type == EventType.CATALOG_UPDATED && version == 1;
    }

    private <E extends LoopEvent> Decoded<E> body(LoopKey loop, Class<E> payload, boolean first, byte[] value) {
        try {
            E event = first ? upgraded(payload, value) : mapper.readValue(StrictJson.parser(value), payload);
            if (event == null) {
                return malformed("the body is not a JSON object");
            }
            if (!event.key().equals(loop)) {
                return malformed("the body is about " + event.key() + ", the key about " + loop);
            }
            return new Decoded.Known<>(event);
        } catch (IOException | RuntimeException e) {
            return malformed("the body is not a " + payload.getSimpleName() + ": " + firstLine(e));
        }
    }

    private <E extends LoopEvent> @Nullable E upgraded(Class<E> payload, byte[] value) throws IOException {
        JsonNode body = mapper.readValue(StrictJson.parser(value), JsonNode.class);
        return body == null ? null : mapper.treeToValue(CatalogUpdatedV1.upgrade(body), payload);
    }

    private static Optional<LoopKey> readKey(byte @Nullable [] key) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            return LoopKey.parse(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A header that is missing is no fault, one that cannot be read is. */
    private static <E extends LoopEvent> Decoded<E> withdrawn(LoopKey key, Map<String, String> headers) {
        try {
            return new Decoded.Withdrawn<>(
                    new Tombstone(key, CloudEventHeaders.revision(headers), CloudEventHeaders.home(headers)));
        } catch (IllegalArgumentException e) {
            return malformed("a header of the tombstone: " + firstLine(e));
        }
    }

    private static Optional<Integer> version(String text) {
        return text.matches("[1-9][0-9]{0,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static <E extends LoopEvent> Decoded<E> malformed(String message) {
        return unusable(Decoded.Reason.MALFORMED, message);
    }

    private static <E extends LoopEvent> Decoded<E> unusable(Decoded.Reason reason, String message) {
        String brief = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
        return new Decoded.Unusable<>(new Decoded.Unreadable(reason, brief));
    }

    /** Without what the parser says of its own settings, which is nothing to people. */
    private static String firstLine(Exception e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : PARSER_SETTINGS
                        .matcher(message.lines().findFirst().orElse(""))
                        .replaceAll("");
    }
}
