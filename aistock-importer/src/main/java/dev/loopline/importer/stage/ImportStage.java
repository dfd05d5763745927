package dev.loopline.importer.stage;

import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.kit.consume.EventIntake;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.position.ReadProgress;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** CatalogUpdated in, LoopImported out. */
@ApplicationScoped
@Startup
public class ImportStage {

    /**
     * Two batches at once: one writes rows while the other fetches bundles. Events carry whole loops (about 100 KB, many
     * times that while their rows are made), so fewer than usual are taken ahead.
     */
    private static final IntakeOptions OPTIONS =
            IntakeOptions.perPartition(2, 20).withMaxInFlight(80);

    private final EventIntake<CatalogUpdated> intake;
    private final Importer importer;
    private final ReadProgress progress;

    ImportStage(EventIntakes intakes, Importer importer, ReadProgress progress) {
        this.importer = importer;
        this.progress = progress;
        this.intake = intakes.open(EventType.CATALOG_UPDATED, CatalogUpdated.class, OPTIONS, this::handle);
    }

    @Incoming(Channels.CATALOG_UPDATED)
    CompletionStage<Void> receive(Message<byte[]> record) {
        return intake.accept(progress.follow(record));
    }

    private void handle(List<Delivery<CatalogUpdated>> batch) throws IOException, SQLException {
        importer.importAll(batch.stream().map(this::request).toList(), false);
    }

    private Importer.Request request(Delivery<CatalogUpdated> one) {
        Delivery.Position at = one.position();
        String topicId = progress.topicId(new TopicPartition(at.topic(), at.partition()), at.offset());
        return new Importer.Request(one.key(), one.event(), one.tombstone(), topicId);
    }
}
