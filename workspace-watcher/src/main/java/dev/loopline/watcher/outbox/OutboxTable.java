package dev.loopline.watcher.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.kit.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads and writes {@code loopline_outbox}. Safe for all threads; the session decides on the thread. */
public final class OutboxTable {

    private static final int MAX_BODY_BYTES = Topics.MAX_RECORD_BYTES - 64 * 1024;
    private static final String SOURCE = "workspace-watcher";
    private static final String APPEND = """
            INSERT INTO loopline_outbox (topic, record_key, body, headers, created_at_utc, revision)
            VALUES (?, ?, ?, ?, ?, ?)""";
    private static final JsonMapper JSON = Json.mapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final EventCodec codec = new EventCodec();

    /** A record with its place in the order, and the revision of the loop that it is about; 0 if that was not noted. */
    record Entry(long sequence, OutgoingRecord record, long revision) {

        LoopKey loop() {
            return OutboxTable.loop(new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8));
        }
    }

    /**
     * Appends an event, to be published once the transaction is committed.
     *
     * @throws RejectedException {@code EVENT_TOO_LARGE} if it does not fit into a record
     */
    public void append(Sql session, LoopEvent event, Instant now) throws SQLException {
        byte[] body = codec.encode(event);
        if (body.length > MAX_BODY_BYTES) {
            throw new RejectedException(
                    FailureClassifier.EVENT_TOO_LARGE,
                    "the event about " + event.key() + " has " + body.length + " bytes, at most " + MAX_BODY_BYTES
                            + " fit; the loop has too many workspaces");
        }
        session.update(
                APPEND,
                EventType.of(event).topic(),
                event.key().toString(),
                body,
                json(CloudEventHeaders.of(event, SOURCE, now)),
                now.toString(),
                event.revision());
    }

    /** Appends the withdrawal of a loop. */
    public void appendWithdrawal(Sql session, EventType type, Tombstone tombstone, Instant now) throws SQLException {
        session.update(
                APPEND,
                type.topic(),
                tombstone.key().toString(),
                null,
                json(CloudEventHeaders.of(tombstone, type, SOURCE, now)),
                now.toString(),
                tombstone.revision());
    }

    /** The oldest records, in order. */
    List<Entry> oldest(Sql session, int limit) throws SQLException {
        return session.list("SELECT * FROM loopline_outbox ORDER BY sequence LIMIT ?", OutboxTable::map, limit);
    }

    /** Forgets a record that the broker has. Another record under its number stays: the registry may have been replaced. */
    void remove(Sql session, Entry sent) throws SQLException {
        session.update(
                "DELETE FROM loopline_outbox WHERE sequence = ? AND record_key = ? AND revision = ?",
                sent.sequence(),
                sent.loop().toString(),
                sent.revision());
    }

    /** The loops that records wait for. */
    public Set<LoopKey> loops(Sql session) throws SQLException {
        return new HashSet<>(session.list(
                "SELECT DISTINCT record_key FROM loopline_outbox", row -> loop(row.getString("record_key"))));
    }

    long count(Sql session) throws SQLException {
        return session.number("SELECT COUNT(*) FROM loopline_outbox");
    }

    private static LoopKey loop(String key) {
        return LoopKey.parse(key)
                .orElseThrow(() -> new IllegalStateException("loopline_outbox.record_key is no loop: " + key));
    }

    private static Entry map(ResultSet row) throws SQLException {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers(row.getString("headers"))
                .forEach((name, text) -> headers.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return new Entry(
                row.getLong("sequence"),
                new OutgoingRecord(
                        row.getString("topic"),
                        row.getString("record_key").getBytes(StandardCharsets.UTF_8),
                        row.getBytes("body"),
                        headers),
                row.getLong("revision"));
    }

    private static String json(Map<String, String> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }

    private static Map<String, String> headers(String json) {
        try {
            return JSON.readValue(json, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("loopline_outbox.headers is not what was written: " + json, e);
        }
    }
}
