package dev.loopline.importer.read;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.deadletter.DeadLetter;
import dev.loopline.kit.deadletter.DeadLetterBox;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The dead letters of all services, for the page and the API. Each call opens a consumer of its own: people look rarely, and
 * an open one costs processor time all day. Safe for all threads.
 */
@Singleton
public class DeadLetterDesk {

    /** The stages of the chain, which are the names of their consumer groups and dead-letter topics. */
    private static final List<String> SERVICES =
            List.of("workspace-watcher", "backfill-service", "bundle-service", "catalog-service", "aistock-importer");

    private static final int MOST = 100;

    private final BrokerAccess broker;

    DeadLetterDesk(BrokerAccess broker) {
        this.broker = broker;
    }

    /**
     * A dead letter without its body.
     *
     * @param service who could not process the event
     * @param partition of the dead-letter topic
     * @param number offset in the partition
     * @param key the loop
     * @param reason code
     * @param message one sentence
     * @param failedAt ISO time; empty if not recorded
     * @param sourceTopic where the event came from; empty if not recorded
     * @param attempts how often it was tried; -1 if not recorded
     */
    public record Letter(
            String service,
            int partition,
            long number,
            String key,
            String reason,
            String message,
            String failedAt,
            String sourceTopic,
            long attempts) {

        static Letter of(DeadLetter letter) {
            return new Letter(
                    letter.service(),
                    letter.partition(),
                    letter.number(),
                    letter.key(),
                    letter.reason(),
                    letter.message(),
                    letter.failedAt(),
                    letter.sourceTopic(),
                    letter.attempts());
        }
    }

    /**
     * What became of a retry.
     *
     * @param outcome {@code SENT}, {@code SUPERSEDED}, {@code NO_SOURCE}, {@code NOT_KEPT} or {@code GONE}
     * @param topic where it was sent; empty if it was not
     */
    public record Result(String outcome, String topic) {}

    /** The newest hundred of each service, newest first over all. */
    public List<Letter> newest() {
        List<Letter> letters = new ArrayList<>();
        try (DeadLetterBox box = new DeadLetterBox(broker)) {
            for (String service : SERVICES) {
                box.newest(service, MOST, letter -> letters.add(Letter.of(letter)));
            }
        }
        letters.sort(Comparator.comparing(Letter::failedAt).reversed());
        return letters;
    }

    /** Sends one back to its topic, unless the loop has a newer event there. */
    public Result retry(String service, int partition, long number) throws InterruptedException {
        if (!SERVICES.contains(service)) {
            return new Result("GONE", "");
        }
        try (DeadLetterBox box = new DeadLetterBox(broker)) {
            Optional<DeadLetter> letter = box.find(service, partition, number);
            if (letter.isEmpty()) {
                return new Result("GONE", "");
            }
            DeadLetterBox.Retry outcome = box.retry(letter.get());
            return new Result(
                    outcome.name(),
                    outcome == DeadLetterBox.Retry.SENT ? letter.get().sourceTopic() : "");
        }
    }
}
