package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.files.FileLook;
import dev.loopline.kit.files.FileLook.Seen;
import dev.loopline.kit.files.FileLook.SeenFile;
import dev.loopline.kit.files.FileServer;
import dev.loopline.kit.files.Finding;
import dev.loopline.kit.files.HomeFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops are packed from a service that answers well, badly, slowly or not at all; what is packed is what the home would give. */
class HttpFileSourceTest {

    private static final String TOKEN = "s3cret";

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    private final AtomicInteger brokenTransfers = new AtomicInteger();
    private final AtomicInteger ranges = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile int answersOnly;
    private volatile boolean sendsWrongBytes;
    private volatile byte[] garbage;
    private LoopFixture fixture;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        fixture = LoopFixture.typical(home, "run", 1).file("large.pkl", Kind.WEIGHT, LoopFixture.noise(3_000_000));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void makesTheSameArchiveAsTheHomeItself() throws IOException {
        // Given
        PackOutcome local = pack(new HomeFileSource(RootSettings.of(home)), fixture.event());

        // When
        PackOutcome remote = pack(source(TOKEN), fixture.event());

        // Then
        assertThat(remote).isInstanceOf(PackOutcome.Packed.class).isEqualTo(local);
    }

    @Test
    void aTransferThatBreaksOffGoesOnWhereItWas() throws IOException {
        // Given
        PackOutcome local = pack(new HomeFileSource(RootSettings.of(home)), fixture.event());
        brokenTransfers.set(2);

        // When
        PackOutcome remote = pack(source(TOKEN), fixture.event());

        // Then
        assertThat(remote).isEqualTo(local);
        assertThat(ranges).hasPositiveValue();
    }

    @Test
    void bytesOfAnotherDigestNeverBecomeABundle() throws IOException {
        // Given
        sendsWrongBytes = true;

        // When
        PackOutcome outcome = pack(source(TOKEN), fixture.event());

        // Then
        assertThat(outcome).isInstanceOf(PackOutcome.SourceStillChanging.class);
    }

    @Test
    void aFileThatIsGoneIsLeftOutAndALinkIsNotFollowed() throws IOException {
        // Given
        LoopBackfilled loop = fixture.event();
        Path workspace = fixture.folder(fixture.primary());
        Files.delete(workspace.resolve("model.py"));
        Files.move(workspace.resolve("custom_strategy.py"), elsewhere.resolve("aside.py"));
        Files.createSymbolicLink(workspace.resolve("custom_strategy.py"), elsewhere.resolve("aside.py"));

        // When
        PackOutcome outcome = pack(source(TOKEN), loop);

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PackOutcome.Packed.class,
                        packed -> assertThat(packed.bundle().manifest().skipped())
                                .contains(new Skipped("model.py", "GONE"), new Skipped("custom_strategy.py", "LINK")));
    }

    @Test
    void aSourceThatIsAwayOrRefusesTheTokenIsWaitedFor() {
        // When, Then
        assertThatThrownBy(() -> pack(source("wrong"), fixture.event()))
                .isInstanceOf(FileServer.AwayException.class)
                .hasMessageContaining("does not take the token (401)");
        answersOnly = 503;
        assertThatThrownBy(() -> pack(source(TOKEN), fixture.event()))
                .isInstanceOf(FileServer.AwayException.class)
                .hasMessageContaining("answers 503");
        answersOnly = 0;
        garbage = "<html>".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> pack(source(TOKEN), fixture.event()))
                .isInstanceOf(FileServer.AwayException.class)
                .hasMessageContaining("check LOOPLINE_FILE_SOURCE_URL");
        server.stop(0);
        assertThatThrownBy(() -> pack(source(TOKEN), fixture.event()))
                .isInstanceOf(FileServer.AwayException.class)
                .hasMessageContaining("does not answer");
    }

    private HttpFileSource source(String token) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new HttpFileSource(new FileServer(base, token));
    }

    private PackOutcome pack(FileSource source, LoopBackfilled loop) throws IOException {
        Path folder = Files.createTempDirectory(elsewhere, "bundles");
        try (FolderStore store = new FolderStore(folder)) {
            return new LoopPacker(source, store).packAll(List.of(loop)).get(loop.key());
        }
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            if (!("Bearer " + TOKEN).equals(call.getRequestHeaders().getFirst("Authorization"))) {
                call.sendResponseHeaders(401, -1);
            } else if (answersOnly > 0) {
                call.sendResponseHeaders(answersOnly, -1);
            } else if (garbage != null) {
                send(call, 200, garbage);
            } else if (call.getRequestURI().getPath().equals(FileLook.LOOK_PATH)) {
                send(call, 200, Json.mapper().writeValueAsBytes(look(call)));
            } else {
                content(call);
            }
        }
    }

    private Seen look(HttpExchange call) throws IOException {
        FileLook question = Json.mapper().readValue(call.getRequestBody().readAllBytes(), FileLook.class);
        HomeFiles files = files();
        return new Seen(
                files.findFolder(question.workspace()),
                question.files().stream()
                        .map(name -> seen(files.find(name.folder(), name.path())))
                        .toList());
    }

    private static SeenFile seen(Finding finding) {
        return finding instanceof Finding.Present present
                ? new SeenFile(
                        FileLook.Kind.PRESENT,
                        present.state().sizeBytes(),
                        present.state().version())
                : new SeenFile(
                        FileLook.Kind.valueOf(((Finding.Absent) finding).why().name()), 0, "");
    }

    private void content(HttpExchange call) throws IOException {
        Map<String, String> query = new HashMap<>();
        for (String part : call.getRequestURI().getRawQuery().split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        Finding.Present file = (Finding.Present) files().find(query.get("folder"), query.get("path"));
        byte[] bytes = Files.readAllBytes(file.path());
        if (sendsWrongBytes) {
            bytes[0] = (byte) (bytes[0] ^ (System.nanoTime() | 1));
        }
        call.getResponseHeaders().set("ETag", '"' + file.state().version() + '"');
        String range = call.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null) {
            ranges.incrementAndGet();
        }
        byte[] part = Arrays.copyOfRange(bytes, from, bytes.length);
        if (part.length > 1_000_000 && brokenTransfers.getAndDecrement() > 0) {
            call.sendResponseHeaders(range == null ? 200 : 206, part.length);
            call.getResponseBody().write(part, 0, 700_000);
            call.getResponseBody().flush();
            throw new IOException("broken off");
        }
        send(call, range == null ? 200 : 206, part);
    }

    private static void send(HttpExchange call, int status, byte[] bytes) throws IOException {
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = call.getResponseBody()) {
            out.write(bytes);
        }
    }

    private HomeFiles files() throws IOException {
        return new HomeFiles(HomeRoots.open(RootSettings.of(home)));
    }
}
