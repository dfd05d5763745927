package dev.loopline.backfill.stage;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import dev.loopline.kit.files.FileLook.Name;
import dev.loopline.kit.topic.TopicFollower;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which files of the home the events of backfilled loops name. Read from their topic, and no further than it is asked: a name that is
 * known costs one look into a set, one that is not costs what came since. Of each name 8 bytes of its digest are kept. What an event
 * named once stays known until the service stops, because a reader may be behind. Safe for all threads.
 */
@ApplicationScoped
class AnnouncedFiles {

    private final BrokerAccess broker;
    private final EventCodec codec = new EventCodec();
    private final Set<Long> known = new HashSet<>();
    private @Nullable TopicFollower follower;

    AnnouncedFiles(BrokerAccess broker) {
        this.broker = broker;
    }

    /**
     * Those of the names that no event has.
     *
     * @throws RuntimeException if the broker does not answer; the next call goes on
     */
    synchronized Set<Name> unknown(Collection<Name> names) throws IOException, InterruptedException {
        Set<Name> unknown = lookUp(names);
        if (!unknown.isEmpty()) {
            if (follower == null) {
                follower = new TopicFollower(broker, EventType.LOOP_BACKFILLED.topic());
            }
            follower.catchUp(this::take);
            unknown = lookUp(unknown);
        }
        return unknown;
    }

    @PreDestroy
    synchronized void close() {
        if (follower != null) {
            follower.close();
            follower = null;
        }
    }

    private Set<Name> lookUp(Collection<Name> names) {
        Set<Name> unknown = new HashSet<>();
        for (Name name : names) {
            if (!known.contains(key(name))) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Decoded<LoopBackfilled> decoded = codec.decode(
                EventType.LOOP_BACKFILLED,
                LoopBackfilled.class,
                RecordHeaders.of(record),
                record.key(),
                record.value());
        if (decoded instanceof Decoded.Known<LoopBackfilled> event) {
            take(event.event());
        }
    }

    private void take(LoopBackfilled loop) {
        Map<String, String> folders = new HashMap<>();
        for (Workspace workspace : loop.workspaces()) {
            String folder = workspace.homeRelativePath();
            if (folder != null) {
                folders.put(workspace.workspaceId(), folder);
                known.add(key(folder(folder)));
            }
        }
        for (LoopFile file : loop.files()) {
            String workspace = file.workspaceId();
            String folder = workspace == null ? "" : folders.get(workspace);
            if (folder != null) {
                known.add(key(new Name(folder, file.path())));
            }
        }
    }

    /** The name of a workspace itself. */
    static Name folder(String spelled) {
        return new Name(spelled, "");
    }

    private static long key(Name name) {
        String text = name.folder() + "\n" + name.path();
        String hex = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
        return Long.parseUnsignedLong(hex, 0, Long.BYTES * 2, 16);
    }
}
