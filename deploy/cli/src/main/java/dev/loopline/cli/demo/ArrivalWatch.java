package dev.loopline.cli.demo;

import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.status.Databases;
import dev.loopline.cli.text.Texts;
import dev.loopline.kit.sql.Sql;
import dev.loopline.samples.WrittenLoop;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks every few milliseconds whether the loops that finished are in AIstock's loop catalog, as any reader of the database
 * would see them, and tells how long each took. Safe for all threads.
 */
public final class ArrivalWatch implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(15);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
    private static final String LOOK =
            "SELECT 1 FROM public.aistock_loop_catalog WHERE task_run_id = ? AND loop_id = ? AND asset_bundle_id IS NOT NULL";

    private record Awaited(WrittenLoop loop, Instant finishedAt) {}

    private final Endpoints endpoints;
    private final Consumer<String> lines;
    private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
    private final List<Long> millis = new ArrayList<>();
    /** Of the watching thread only. */
    private String printed = "";

    private final Thread thread = new Thread(this::watch, "loopline-arrivals");

    /** Begins to look. */
    public ArrivalWatch(Endpoints endpoints, Consumer<String> lines) {
        this.endpoints = endpoints;
        this.lines = lines;
        thread.setDaemon(true);
        thread.start();
    }

    /** This loop finished at that time and should arrive. */
    public void expect(WrittenLoop loop, Instant finishedAt) {
        awaited.put(loop.key(), new Awaited(loop, finishedAt));
    }

    /** Waits until every expected loop has arrived, or the patience is over. */
    public void awaitLast(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!awaited.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    /** Whether every expected loop has arrived. */
    public boolean isComplete() {
        return awaited.isEmpty();
    }

    /** One sentence on all arrivals. */
    public synchronized String summary() {
        if (millis.isEmpty()) {
            return awaited.isEmpty() ? Texts.text("demo.none") : Texts.text("demo.none.though", awaited.size());
        }
        List<Long> sorted = millis.stream().sorted().toList();
        long half = sorted.get(sorted.size() / 2);
        long slowest = sorted.get(sorted.size() - 1);
        return awaited.isEmpty()
                ? Texts.text("demo.arrived.all", sorted.size(), half, slowest)
                : Texts.text("demo.arrived.some", sorted.size(), half, slowest, awaited.size());
    }

    private void watch() {
        while (!thread.isInterrupted()) {
            try (Sql database = new Sql(Databases.open(endpoints))) {
                while (!thread.isInterrupted()) {
                    lookOnce(database);
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
                }
            } catch (SQLException e) {
                tellOnce(e);
                rest();
            } catch (InterruptedException e) {
                thread.interrupt();
            }
        }
    }

    private void tellOnce(SQLException e) {
        String words = String.valueOf(e.getMessage()).lines().findFirst().orElse(Texts.text("no.reason"));
        if (!words.equals(printed)) {
            printed = words;
            lines.accept(Texts.text("demo.database.silent", words));
        }
    }

    private void lookOnce(Sql database) throws SQLException {
        for (Awaited one : awaited.values()) {
            database.first(LOOK, row -> one, one.loop().taskRunId(), one.loop().loopId())
                    .ifPresent(this::arrived);
        }
    }

    private synchronized void arrived(Awaited one) {
        long took = Duration.between(one.finishedAt(), Instant.now()).toMillis();
        millis.add(took);
        awaited.remove(one.loop().key());
        lines.accept(Texts.text(
                "demo.arrived",
                one.loop().key(),
                one.loop().action().wire(),
                one.loop().sharpe(),
                took));
    }

    private void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(AFTER_ERROR.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(AFTER_ERROR.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
