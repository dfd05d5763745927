package dev.loopline.watcher.watch;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs surveys beside the watch loop: one takes long in a large home, and RD-Agent's commits are not to wait for it. For one
 * calling thread.
 */
final class SurveyThread implements AutoCloseable {

    private final HomeSurvey survey;
    private final Signals signals;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "home-survey");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable FutureTask<Survey> running;

    /** @param signals get {@link Signals.Kind#SURVEYED} when a survey is through */
    SurveyThread(HomeSurvey survey, Signals signals) {
        this.survey = survey;
        this.signals = signals;
    }

    /** Begins a survey. One that is still running, and whose result is not taken any more, comes before it. */
    void begin() throws SQLException, IOException {
        survey.prepare();
        FutureTask<Survey> next = new FutureTask<>(survey::look) {
            @Override
            protected void done() {
                signals.raise(Signals.Kind.SURVEYED);
            }
        };
        running = next;
        executor.execute(next);
    }

    /** Whether the survey that was begun last is through. */
    boolean isThrough() {
        return running != null && running.isDone();
    }

    /** What the survey brought; waits for it. */
    Survey take() throws SQLException, IOException, InterruptedException {
        FutureTask<Survey> done = running;
        if (done == null) {
            throw new IllegalStateException("no survey was begun");
        }
        running = null;
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
