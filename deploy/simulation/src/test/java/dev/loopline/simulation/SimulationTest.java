package dev.loopline.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code -Dseeds=N} plays so many seeds, {@code -Dseed=S} exactly one, with all its steps. Each third seed has the importer and
 * its database, which one world uses at a time.
 */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("simulation.seeds", 200);
    private static final String SEED = System.getProperty("simulation.seed", "");
    private static final int FROM = Integer.getInteger("simulation.from", 0);
    private static final int EACH_WITH_IMPORTER = 3;
    private static final int SHOWN_FINDINGS = 8;

    /** Kept, because a logger that nothing refers to forgets its level. */
    private static final List<Logger> LOGGERS = List.of(Logger.getLogger(""), Logger.getLogger("dev.loopline"));

    private static Aistock aistock;

    private final Simulation simulation = new Simulation();
    private final ReentrantLock turn = new ReentrantLock(true);
    /** Whether the steps of a failing seed are being made fewer, which is done for one seed. */
    private final AtomicBoolean shrunk = new AtomicBoolean();

    @BeforeAll
    static void open() throws IOException, SQLException {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
        aistock = new Aistock();
    }

    @AfterAll
    static void close() throws IOException, SQLException {
        aistock.close();
    }

    @Test
    void endsWithWhatTheWorkspacesSayWhateverHappened() {
        // Given
        LongStream seeds = SEED.isEmpty() ? LongStream.range(FROM, FROM + SEEDS) : LongStream.of(Long.parseLong(SEED));

        // When
        List<String> failures = seeds.parallel()
                .mapToObj(this::failure)
                .filter(text -> !text.isEmpty())
                .toList();

        // Then
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
    }

    @Test
    void takesTheSameStepsToTheSameEndWhenASeedIsPlayedAgain() throws Exception {
        // Given
        List<Step> steps = Step.of(EACH_WITH_IMPORTER, true);

        // When
        Simulation.Outcome first = simulation.play(steps, aistock);
        Simulation.Outcome second = simulation.play(steps, aistock);

        // Then
        assertThat(second.trace()).isEqualTo(first.trace());
        List<String> differences = new ArrayList<>();
        Oracle.differences(first.end(), second.end(), differences);
        assertThat(differences).isEmpty();
        assertThat(first.findings()).isEmpty();
        assertThat(first.end()).isNotEmpty();
    }

    private String failure(long seed) {
        boolean withImporter = seed % EACH_WITH_IMPORTER == 0;
        if (withImporter) {
            turn.lock();
        }
        try {
            return failure(seed, withImporter ? aistock : null);
        } catch (Exception | Error e) {
            return "Seed " + seed + ": " + e;
        } finally {
            if (withImporter) {
                turn.unlock();
            }
        }
    }

    private String failure(long seed, Aistock database) throws IOException, SQLException {
        List<Step> steps = Step.of(seed, true);
        Simulation.Outcome outcome = simulation.play(steps, database);
        if (!SEED.isEmpty()) {
            outcome.trace().forEach(System.out::println);
        }
        if (outcome.findings().isEmpty()) {
            return "";
        }
        boolean isFirst = shrunk.compareAndSet(false, true);
        List<Step> fewer = isFirst ? simulation.shrink(steps, database) : steps;
        Simulation.Outcome shortest = isFirst ? simulation.play(fewer, database) : outcome;
        List<String> text = new ArrayList<>();
        text.add("Seed " + seed + " fails (replay: -Dseed=" + seed + "). It has " + steps.size() + " steps"
                + (isFirst ? "; these are enough:" : "."));
        shortest.trace().stream()
                .filter(line -> isFirst && !line.startsWith("rest") && !line.startsWith(" "))
                .forEach(text::add);
        shortest.findings().stream().limit(SHOWN_FINDINGS).forEach(text::add);
        return String.join("\n    ", text);
    }
}
