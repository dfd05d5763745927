package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Opens the stage of the backfill service. */
public final class BackfillDoor {

    private static final int MOST_FILES = 5000;
    private static final int BATCH = 16;

    private BackfillDoor() {}

    private record Config(int threads, int maxBatch, int maxFilesPerLoop) implements BackfillConfig {}

    public static Function<Message<byte[]>, CompletionStage<Void>> open(
            EventIntakes intakes, EventPublisher publisher, RootSettings home) {
        Config config = new Config(1, BATCH, MOST_FILES);
        Backfills backfills = new Backfills(new HomeFolder(home), new CodeLibraries(home.home(), Map.of()), config);
        return new BackfillStage(
                intakes,
                publisher,
                backfills,
                IntakeOptions.perPartition(config.threads(), config.maxBatch()).ofHome("simulated"),
                new BackfillCounters(new SimpleMeterRegistry()))::receive;
    }
}
