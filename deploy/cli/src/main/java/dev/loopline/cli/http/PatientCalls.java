package dev.loopline.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls to a service that may crash meanwhile and is started again: what fails is tried again for a while. */
public final class PatientCalls {

    private static final int FIRST_SERVER_ERROR = 500;

    private final String service;
    private final Duration patience;
    private final Duration betweenLooks;
    private final Consumer<String> retries;
    private final ServiceCalls calls = new ServiceCalls();

    /**
     * @param service what people call it, such as {@code The watcher}
     * @param patience how long it may be silent
     * @param betweenLooks time between two attempts
     * @param retries gets one line for each attempt that failed
     */
    public PatientCalls(String service, Duration patience, Duration betweenLooks, Consumer<String> retries) {
        this.service = service;
        this.patience = patience;
        this.betweenLooks = betweenLooks;
        this.retries = retries;
    }

    /** A call that may be made again. */
    private interface Call {
        JsonNode make() throws IOException, InterruptedException;
    }

    /** What a GET answers. */
    public JsonNode get(String url) throws IOException, InterruptedException {
        return patiently(() -> calls.get(url));
    }

    /** What a POST answers that may be made again. */
    public JsonNode post(String url, String body) throws IOException, InterruptedException {
        return patiently(() -> calls.post(url, body));
    }

    /** What a service refuses stays refused; one that is ill, or not there, may come back. */
    private JsonNode patiently(Call call) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return call.make();
            } catch (RefusedException e) {
                if (e.status() < FIRST_SERVER_ERROR || System.nanoTime() > end) {
                    throw e;
                }
                await(e);
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                await(e);
            }
        }
    }

    private void await(IOException e) throws InterruptedException {
        retries.accept(Texts.text("calls.again", service, e.getMessage()));
        TimeUnit.MILLISECONDS.sleep(betweenLooks.toMillis());
    }
}
