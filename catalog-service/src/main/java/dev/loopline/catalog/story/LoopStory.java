package dev.loopline.catalog.story;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Tells through which stages a loop went. Stateless; safe for all threads. */
public final class LoopStory {

    /** For one topic; a person waits for the answer. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final BrokerAccess broker;
    private final EventCodec codec = new EventCodec();

    public LoopStory(BrokerAccess broker) {
        this.broker = broker;
    }

    /**
     * One object for each stage, in the order of the way: {@code stage}, {@code topic}, {@code state} ({@code passed},
     * {@code withdrawn}, {@code unreadable}, {@code none} or {@code not-found} if not all was looked through), and what its
     * event says.
     *
     * @param since when the loop finished: no event about it is older
     */
    public ArrayNode tell(LoopKey loop, Instant since) {
        ArrayNode stages = JsonNodeFactory.instance.arrayNode();
        try (LastRecord records = new LastRecord(broker, PATIENCE)) {
            for (EventType type : EventType.values()) {
                stages.add(stage(records, type, loop, since));
            }
        } catch (KafkaException e) {
            stages.addObject().put("state", "unknown").put("message", "the broker does not tell: " + e.getMessage());
        }
        return stages;
    }

    private ObjectNode stage(LastRecord records, EventType type, LoopKey loop, Instant since) {
        ObjectNode stage = JsonNodeFactory.instance.objectNode();
        stage.put("stage", type.eventName()).put("topic", type.topic());
        LastRecord.Search search = records.find(type, loop, since);
        if (search.record().isEmpty()) {
            return stage.put("state", search.whole() ? "none" : "not-found");
        }
        ConsumerRecord<byte[], byte[]> record = search.record().get();
        stage.put("published_at", Instant.ofEpochMilli(record.timestamp()).toString())
                .put("partition", record.partition())
                .put("offset", record.offset());
        Decoded<? extends LoopEvent> decoded =
                codec.decode(type, type.payload(), RecordHeaders.of(record), record.key(), record.value());
        return decoded.match(
                event -> describe(stage.put("state", "passed").put("revision", event.revision()), event),
                tombstone -> stage.put("state", "withdrawn").put("revision", tombstone.revision()),
                why -> stage.put("state", "unreadable").put("message", why.message()));
    }

    private static ObjectNode describe(ObjectNode stage, LoopEvent event) {
        if (event instanceof WorkspaceRegistered registered) {
            stage.put("at", registered.registeredAt().toString())
                    .put("finished_at", registered.loop().finishedAt().toString())
                    .put("evidence", registered.loop().evidence().toString())
                    .put("workspaces", registered.workspaces().size())
                    .put("request_id", registered.requestId());
        } else if (event instanceof LoopBackfilled backfilled) {
            stage.put("at", backfilled.backfilledAt().toString())
                    .put("has_result", backfilled.hasResult())
                    .put("files", backfilled.files().size())
                    .set("notes", Json.mapper().valueToTree(backfilled.notes()));
        } else if (event instanceof BundleCreated bundled) {
            stage.put("bundle_id", bundled.bundle().bundleId())
                    .put("size_bytes", bundled.bundle().sizeBytes())
                    .put("sha256", bundled.bundle().sha256().hex())
                    .put("members", bundled.bundle().manifest().members().size())
                    .set(
                            "skipped",
                            Json.mapper()
                                    .valueToTree(bundled.bundle().manifest().skipped()));
        } else if (event instanceof CatalogUpdated updated) {
            stage.put("at", updated.generatedAtUtc().toString())
                    .put("models", updated.models().size())
                    .put("strategies", updated.strategies().size())
                    .put("factors", updated.occurrences().size());
        } else if (event instanceof LoopImported imported) {
            stage.put("at", imported.importedAt().toString())
                    .put("bundle_state", imported.bundleState().name().toLowerCase(Locale.ROOT))
                    .set("rows", Json.mapper().valueToTree(imported.rows()));
        }
        return stage;
    }
}
