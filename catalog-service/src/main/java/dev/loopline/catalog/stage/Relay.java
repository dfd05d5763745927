package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.Announcement;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.lease.Fence;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Publishes what the state has marked, and takes the marks away when the broker has it. A crash between the two publishes
 * once more, which is the same fact. Safe for all threads; calls wait for each other.
 */
@Singleton
class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int AT_ONCE = 50;

    private final CatalogState state;
    private final EventPublisher publisher;
    private final Fence fence;
    private final Counter published;

    Relay(CatalogState state, EventPublisher publisher, Fence fence, MeterRegistry metrics) {
        this.state = state;
        this.fence = fence;
        this.publisher = publisher;
        this.published = metrics.counter("loopline.catalog.published");
    }

    /** Returns when nothing is left to publish. */
    synchronized void run() throws SQLException {
        List<Announcement> waiting = state.waiting(AT_ONCE);
        while (!waiting.isEmpty()) {
            publish(waiting);
            waiting = state.waiting(AT_ONCE);
        }
    }

    private void publish(List<Announcement> announcements) throws SQLException {
        try {
            send(announcements);
            state.published(announcements);
            published.increment(announcements.size());
        } catch (RejectedException e) {
            if (announcements.size() == 1) {
                LOG.errorf(
                        "A loop cannot be published. loop=%s reason=%s message=%s",
                        announcements.get(0).key(), e.reason(), e.getMessage());
                state.refused(announcements.get(0), String.valueOf(e.getMessage()));
            } else {
                for (Announcement one : announcements) {
                    publish(List.of(one));
                }
            }
        }
    }

    private void send(List<Announcement> announcements) {
        List<CatalogUpdated> events = new ArrayList<>();
        List<Tombstone> tombstones = new ArrayList<>();
        for (Announcement announcement : announcements) {
            if (announcement instanceof Announcement.Updated updated) {
                events.add(updated.event());
            } else if (announcement instanceof Announcement.Withdrawal withdrawal) {
                tombstones.add(withdrawal.tombstone());
            }
        }
        fence.require();
        publisher.publishAll(events);
        publisher.withdrawAll(EventType.CATALOG_UPDATED, tombstones);
    }
}
