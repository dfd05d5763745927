package dev.loopline.importer.bundle;

import dev.loopline.contracts.event.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * bundle-service, over HTTP: {@code GET <base>/api/bundles/<id>}. Streams to disk; reads no more than the announced size; a
 * transfer that gets slower than {@value #SLOWEST_BYTES_PER_SECOND} bytes a second is given up. One that broke off goes on where
 * it was, if the service still has the same archive. Redirects are not followed.
 */
public final class HttpBundleSource implements BundleSource {

    private static final Logger LOG = Logger.getLogger(HttpBundleSource.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final long SLOWEST_BYTES_PER_SECOND = 256 * 1024;
    private static final int BUFFER = 128 * 1024;

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public HttpBundleSource(URI base) {
        this.base = base;
    }

    @Override
    public Optional<Absent> fetch(Bundle bundle, Path target) throws IOException {
        long there = Files.exists(target) ? Files.size(target) : 0;
        HttpResponse<InputStream> response = ask(bundle, there);
        if (response.statusCode() == 416) {
            response.body().close();
            Files.delete(target); // longer than the archive, so it was never the begin of it
            response = ask(bundle, 0);
        }
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                return receive(bundle, response, body, target);
            }
            if (status >= 500 || status == 408 || status == 429) {
                throw new SourceUnavailableException(base + " answers " + status);
            }
            String reason = status == 404 || status == 410 ? "BUNDLE_NOT_FOUND" : "BUNDLE_REFUSED";
            return Optional.of(new Absent(reason, base + " answers " + status + " for " + bundle.bundleId()));
        }
    }

    private HttpResponse<InputStream> ask(Bundle bundle, long from) throws IOException {
        String id = URLEncoder.encode(bundle.bundleId(), StandardCharsets.UTF_8).replace("+", "%20");
        String root = base.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(root + "/api/bundles/" + id + "?sha256=" + bundle.sha256()))
                .timeout(ANSWER_TIMEOUT)
                .GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-")
                    .header("If-Range", '"' + bundle.sha256().hex() + '"');
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new SourceUnavailableException(base + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException("interrupted while waiting for " + base, e);
        }
    }

    private Optional<Absent> receive(Bundle bundle, HttpResponse<InputStream> response, InputStream body, Path target)
            throws IOException {
        Optional<String> etag = response.headers().firstValue("ETag");
        if (etag.isPresent() && !etag.get().contains(bundle.sha256().hex())) {
            return Optional.of(new Absent(
                    "BUNDLE_REPLACED",
                    base + " has another version of " + bundle.bundleId() + " than the one that was announced"));
        }
        boolean goesOn = response.statusCode() == 206;
        long there = goesOn ? Files.size(target) : 0;
        long seconds = 30 + (bundle.sizeBytes() - there) / SLOWEST_BYTES_PER_SECOND;
        CompletableFuture<Void> deadline = CompletableFuture.runAsync(
                () -> closeQuietly(body), CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
        StandardOpenOption how = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            copy(body, Channels.newOutputStream(file), bundle.sizeBytes() + 1 - there);
            file.force(true);
        } finally {
            deadline.cancel(false);
        }
        return Optional.empty();
    }

    /** One byte more than announced is enough to fail the digest. */
    private void copy(InputStream in, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = limit;
        while (left > 0) {
            int read = read(in, buffer, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private int read(InputStream in, byte[] buffer, int length) throws IOException {
        try {
            return in.read(buffer, 0, length);
        } catch (IOException e) {
            throw new SourceUnavailableException("the transfer from " + base + " broke off: " + e, e);
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.debugf("A slow transfer was closed. failure=%s", e.getMessage());
        }
    }
}
