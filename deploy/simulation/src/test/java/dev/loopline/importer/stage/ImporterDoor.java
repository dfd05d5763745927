package dev.loopline.importer.stage;

import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The stage of the importer and its housekeeping. */
public final class ImporterDoor {

    private final ImportStage stage;
    private final Housekeeping housekeeping;

    public ImporterDoor(EventIntakes intakes, EventPublisher publisher, CatalogStore store, BundleCache bundles) {
        PublishedMarks marks = new PublishedMarks(store);
        Importer importer =
                new Importer(store, bundles, publisher, new ImporterCounters(new SimpleMeterRegistry()), marks);
        BundleRepair repair = new BundleRepair(store, bundles, importer);
        stage = new ImportStage(intakes, importer, new ReadProgress());
        housekeeping = new Housekeeping(null, store, repair, importer, marks);
    }

    public CompletionStage<Void> receive(Message<byte[]> message) {
        return stage.receive(message);
    }

    /** Marks what was announced, announces what is owed, and fetches bundles that were not there. */
    public void housekeeping(Instant now) throws IOException, SQLException {
        housekeeping.markPublished();
        housekeeping.announceWhatIsOwed(now.minus(Duration.ofSeconds(10)));
        housekeeping.fetchMissingBundles();
    }
}
