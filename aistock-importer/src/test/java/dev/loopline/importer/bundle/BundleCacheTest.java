package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.integrity.PacedDigest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheTest {

    private static final LoopKey KEY = new LoopKey("2025 研究%", 1);
    private static final String ID = BundleId.of(KEY).value();
    /** Where the header of a gzip file names the system that wrote it. */
    private static final int OPERATING_SYSTEM = 9;

    @TempDir
    Path home;

    private HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int status = 200;
    private volatile byte[] served = new byte[0];
    private volatile boolean cutOff;
    private volatile String etag = "";
    private volatile String path = "";
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final Ticking clock = new Ticking();
    private Path bundles;
    private BundleCache cache;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            path = exchange.getRequestURI().getPath();
            if (!etag.isEmpty()) {
                exchange.getResponseHeaders().add("ETag", etagOf(etag));
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            if (range != null
                    && status == 200
                    && (etag.isEmpty()
                            || etagOf(etag).equals(exchange.getRequestHeaders().getFirst("If-Range")))) {
                int from = Integer.parseInt(range.replaceAll("\\D", ""));
                byte[] rest = from > served.length ? new byte[0] : Arrays.copyOfRange(served, from, served.length);
                exchange.sendResponseHeaders(from >= served.length ? 416 : 206, rest.length == 0 ? -1 : rest.length);
                exchange.getResponseBody().write(rest);
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(status, served.length + (cutOff ? 1000 : 0));
            exchange.getResponseBody().write(served);
            exchange.getResponseBody().flush(); // newer JDKs would drop what was not sent when it breaks off
            exchange.close();
        });
        server.start();
        bundles = Files.createDirectories(home.resolve("bundles"));
        cache = cache(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        cache.prepare();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void downloadsVerifiesAndExtracts() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        served = sample.archive();
        etag = sample.bundle().sha256().hex();

        // When
        BundleResult result = cache.ensure(sample.bundle(), false);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(path).isEqualTo("/api/bundles/" + ID);
        assertThat(Files.readAllBytes(bundles.resolve(ID + ".tar.gz"))).isEqualTo(sample.archive());
        assertThat(HostileArchivesTest.tree(bundles.resolve(ID)))
                .containsExactlyInAnyOrder(
                        "manifest.json",
                        "factor_meta.json",
                        "model.pkl",
                        "mlruns",
                        "mlruns/1",
                        "mlruns/1/artifacts",
                        "mlruns/1/artifacts/params.pkl");
        assertThat(HostileArchivesTest.tree(bundles.resolve(".incoming"))).isEmpty();
    }

    @Test
    void asksForNothingThatIsThere() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        served = sample.archive();
        cache.ensure(sample.bundle(), false);

        // When: recorded; not recorded, but the archive is there; the folder was lost
        cache.ensure(sample.bundle(), true);
        cache.ensure(sample.bundle(), false);
        FileTrees.delete(bundles.resolve(ID));
        BundleResult result = cache.ensure(sample.bundle(), true);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(requests).hasValue(1);
        assertThat(bundles.resolve(ID).resolve("model.pkl")).hasContent("weights");
    }

    @Test
    void replacesAnOlderVersionWhole() throws IOException {
        // Given
        SampleBundle old = SampleBundle.of(KEY, "old");
        served = old.archive();
        cache.ensure(old.bundle(), false);
        Files.writeString(bundles.resolve(ID).resolve("left over"), "");
        SampleBundle fresh = SampleBundle.of(KEY, "fresh");
        served = fresh.archive();

        // When
        cache.ensure(fresh.bundle(), false);

        // Then
        assertThat(bundles.resolve(ID).resolve("model.pkl")).hasContent("fresh");
        assertThat(bundles.resolve(ID).resolve("left over")).doesNotExist();
        assertThat(Files.readAllBytes(bundles.resolve(ID + ".tar.gz"))).isEqualTo(fresh.archive());
    }

    @Test
    void refusesAnotherDigestAndKeepsWhatItHas() throws IOException {
        // Given
        SampleBundle old = SampleBundle.of(KEY, "old");
        served = old.archive();
        cache.ensure(old.bundle(), false);

        // When
        BundleResult result = cache.ensure(SampleBundle.of(KEY, "announced").bundle(), false);

        // Then
        assertThat(result.reason()).isEqualTo("DIGEST_MISMATCH");
        assertThat(bundles.resolve(ID).resolve("model.pkl")).hasContent("old");
    }

    @Test
    void refusesAnArchiveThatOnlyHasTheSameMembers() throws IOException {
        // Given: each member is as announced, and a byte of the gzip header, which no checksum covers, is not
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        served = sample.archive().clone();
        served[OPERATING_SYSTEM] ^= 1;

        // When
        BundleResult result = cache.ensure(sample.bundle(), false);

        // Then
        assertThat(result.reason()).isEqualTo("DIGEST_MISMATCH");
        assertThat(HostileArchivesTest.tree(bundles)).containsExactly(".incoming");
    }

    @Test
    void seesThatTheSourceHasAnotherVersion() throws IOException {
        etag = "0".repeat(64);
        assertThat(cache.ensure(SampleBundle.of(KEY, "x").bundle(), false).reason())
                .isEqualTo("BUNDLE_REPLACED");
    }

    @Test
    void saysThatABundleIsMissing() throws IOException {
        // Given
        status = 404;

        // When
        BundleResult result = cache.ensure(SampleBundle.of(KEY, "x").bundle(), false);

        // Then
        assertThat(result.reason()).isEqualTo("BUNDLE_NOT_FOUND");
        assertThat(HostileArchivesTest.tree(bundles)).containsExactly(".incoming");
    }

    @Test
    void waitsForASourceThatFailsButNotForEver() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        served = Arrays.copyOf(sample.archive(), 100);
        cutOff = true;

        // When / Then: cut off, then 503, then patience ends, then it is there again
        assertThatThrownBy(() -> cache.ensure(sample.bundle(), false)).isInstanceOf(NotYetException.class);
        cutOff = false;
        status = 503;
        clock.seconds = 29;
        assertThatThrownBy(() -> cache.ensure(sample.bundle(), false)).isInstanceOf(NotYetException.class);
        clock.seconds = 31;
        assertThat(cache.ensure(sample.bundle(), false).reason()).isEqualTo("SOURCE_UNAVAILABLE");
        status = 200;
        served = sample.archive();
        assertThat(cache.ensure(sample.bundle(), false)).isEqualTo(BundleResult.AVAILABLE);
        assertThat(HostileArchivesTest.tree(bundles.resolve(".incoming"))).isEmpty();
    }

    @Test
    void goesOnWhereATransferBrokeOffAlsoAfterARestart() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights ".repeat(1000));
        etag = sample.bundle().sha256().hex();
        breakOff(sample, 200);

        // When
        cache.prepare();
        served = sample.archive();
        BundleResult result = cache.ensure(sample.bundle(), false);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(ranges).containsExactly("", "bytes=200-");
        assertThat(Files.readAllBytes(bundles.resolve(ID + ".tar.gz"))).isEqualTo(sample.archive());
        assertThat(HostileArchivesTest.tree(bundles.resolve(".incoming"))).isEmpty();
    }

    @Test
    void beginsAgainWhenWhatItHadWasDamagedOrTooLong() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights ".repeat(1000));
        breakOff(sample, 200);
        Path partial =
                bundles.resolve(".incoming").resolve(sample.bundle().sha256().hex() + ".part");
        Files.write(partial, new byte[300]);
        served = sample.archive();

        // When
        BundleResult afterDamage = cache.ensure(sample.bundle(), false);
        cache.remove(BundleId.of(KEY));
        breakOff(sample, 200);
        Files.write(partial, new byte[100_000]);
        served = sample.archive();
        BundleResult afterExcess = cache.ensure(sample.bundle(), false);

        // Then
        assertThat(afterDamage).isEqualTo(BundleResult.AVAILABLE);
        assertThat(afterExcess).isEqualTo(BundleResult.AVAILABLE);
        assertThat(HostileArchivesTest.tree(bundles.resolve(".incoming"))).isEmpty();
    }

    @Test
    void takesNothingOverFromAnotherVersionThatWasServedMeanwhile() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights ".repeat(1000));
        breakOff(sample, 200);
        SampleBundle other = SampleBundle.of(KEY, "other weights");
        etag = other.bundle().sha256().hex();
        served = other.archive();

        // When
        BundleResult result = cache.ensure(sample.bundle(), false);

        // Then
        assertThat(result.reason()).isEqualTo("BUNDLE_REPLACED");
        assertThat(HostileArchivesTest.tree(bundles)).containsExactly(".incoming");
    }

    private void breakOff(SampleBundle sample, int after) {
        served = Arrays.copyOf(sample.archive(), after);
        cutOff = true;
        assertThatThrownBy(() -> cache.ensure(sample.bundle(), false)).isInstanceOf(NotYetException.class);
        cutOff = false;
    }

    @Test
    void fetchesAgainWhatWasDamaged() throws IOException {
        // Given: a member that was cut, then also the archive
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        served = sample.archive();
        cache.ensure(sample.bundle(), false);
        Files.writeString(bundles.resolve(ID).resolve("model.pkl"), "wei");

        // When
        BundleResult cut = cache.ensure(sample.bundle(), true);
        String mended = Files.readString(bundles.resolve(ID).resolve("model.pkl"));
        Files.write(bundles.resolve(ID + ".tar.gz"), new byte[sample.archive().length]);
        Files.delete(bundles.resolve(ID).resolve("manifest.json"));
        BundleResult lost = cache.ensure(sample.bundle(), true);

        // Then
        assertThat(cut).isEqualTo(BundleResult.AVAILABLE);
        assertThat(mended).isEqualTo("weights");
        assertThat(lost).isEqualTo(BundleResult.AVAILABLE);
        assertThat(Files.readAllBytes(bundles.resolve(ID + ".tar.gz"))).isEqualTo(sample.archive());
        assertThat(requests).hasValue(2);
    }

    @Test
    void copiesFromAFolderOnAnotherDisk() throws IOException {
        // Given: memory, where the system has such a file system
        Path memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(home)));
        Path shared = Files.createTempDirectory(memory, "loopline");
        try {
            SampleBundle sample = SampleBundle.of(KEY, "weights");
            Files.write(shared.resolve(ID + ".tar.gz"), sample.archive());

            // When
            BundleResult result = cache(new FolderBundleSource(shared)).ensure(sample.bundle(), false);

            // Then
            assertThat(result).isEqualTo(BundleResult.AVAILABLE);
            assertThat(Files.readAllBytes(bundles.resolve(ID + ".tar.gz"))).isEqualTo(sample.archive());
        } finally {
            FileTrees.delete(shared);
        }
    }

    @Test
    void opensNoArchiveWithinAnArchive() throws IOException {
        // Given
        byte[] inner = SampleBundle.archive(tar -> SampleBundle.put(tar, "../evil.py", new byte[1]));
        List<Member> members = List.of(new Member("inner.tar.gz", inner.length, Sha256.of(inner)));
        SampleBundle sample = SampleBundle.of(KEY, SampleBundle.manifest(KEY, members), SampleBundle.archive(tar -> {
            SampleBundle.put(
                    tar, "manifest.json", Json.mapper().writeValueAsBytes(SampleBundle.manifest(KEY, members)));
            SampleBundle.put(tar, "inner.tar.gz", inner);
        }));
        served = sample.archive();

        // When
        BundleResult result = cache.ensure(sample.bundle(), false);

        // Then
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(HostileArchivesTest.tree(bundles))
                .containsExactlyInAnyOrder(
                        ".incoming", ID, ID + ".tar.gz", ID + "/inner.tar.gz", ID + "/manifest.json");
        assertThat(bundles.resolve(ID).resolve("inner.tar.gz")).hasBinaryContent(inner);
    }

    @Test
    void clearsWhatAKilledProcessLeft() throws IOException {
        // Given
        Path half = Files.createDirectories(bundles.resolve(".incoming/1/content/mlruns"));
        Files.writeString(half.resolve("half"), "");

        // When
        cache.prepare();

        // Then
        assertThat(HostileArchivesTest.tree(bundles)).containsExactly(".incoming");
    }

    @Test
    void copiesFromAFolderAndRemoves() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        Path source = shared(sample);
        BundleCache copying = cache(new FolderBundleSource(source.getParent()));

        // When
        BundleResult absent =
                copying.ensure(SampleBundle.of(new LoopKey("t", 2), "x").bundle(), false);
        BundleResult result = copying.ensure(sample.bundle(), false);
        Files.writeString(source, "written in place");
        byte[] own = Files.readAllBytes(archive());
        copying.remove(BundleId.of(KEY));

        // Then
        assertThat(absent.reason()).isEqualTo("BUNDLE_NOT_FOUND");
        assertThat(result).isEqualTo(BundleResult.AVAILABLE);
        assertThat(own).isEqualTo(sample.archive());
        assertThat(HostileArchivesTest.tree(bundles)).containsExactly(".incoming");
        assertThat(source).exists();
    }

    @Test
    void linksFromAFolderWhereThatIsAskedFor() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        Path source = shared(sample);

        // When
        cache(new FolderBundleSource(source.getParent(), BundleCopy.LINK)).ensure(sample.bundle(), false);

        // Then
        assertThat(Files.isSameFile(source, archive())).isTrue();
    }

    @Test
    void anArchiveThatAnEarlierVersionLinkedBecomesAFileOfItsOwn() throws IOException {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        Path source = shared(sample);
        cache(new FolderBundleSource(source.getParent(), BundleCopy.LINK)).ensure(sample.bundle(), false);
        BundleCache started = cache(new FolderBundleSource(source.getParent()));
        started.prepare();

        // When
        boolean isThere = started.takeUp(sample.bundle());

        // Then
        assertThat(isThere).isTrue();
        assertThat(Files.isSameFile(source, archive())).isFalse();
        assertThat(archive()).hasBinaryContent(sample.archive());
        assertThat(started.placed().look()).isEmpty();
        assertThat(HostileArchivesTest.tree(bundles.resolve(".incoming"))).isEmpty();
    }

    @Test
    void aLookFindsWhatWasChangedAndReadingTellsWhetherItIsDamage() throws Exception {
        // Given
        SampleBundle sample = SampleBundle.of(KEY, "weights");
        served = sample.archive();
        cache.ensure(sample.bundle(), false);
        PacedDigest digest = new PacedDigest(1L << 30);
        Path member = bundles.resolve(ID).resolve("model.pkl");
        Files.writeString(bundles.resolve(ID).resolve("of_a_reader.pyc"), "does not matter");
        assertThat(cache.placed().look()).isEmpty();

        // When: touched alone
        Files.setLastModifiedTime(member, FileTime.fromMillis(1));
        List<PlacedBundle> touched = cache.placed().look();
        boolean isTouchedWhole = cache.placed().isWhole(sample.bundle(), digest);
        List<PlacedBundle> afterwards = cache.placed().look();

        // When: changed to the same size
        Files.writeString(member, "WEIGHTS");
        List<PlacedBundle> changed = cache.placed().look();
        boolean isChangedWhole = cache.placed().isWhole(sample.bundle(), digest);

        // Then
        assertThat(touched).singleElement().extracting(PlacedBundle::loop).isEqualTo(KEY);
        assertThat(isTouchedWhole).isTrue();
        assertThat(afterwards).isEmpty();
        assertThat(changed).hasSize(1);
        assertThat(isChangedWhole).isFalse();
        assertThat(cache.ensure(sample.bundle(), false)).isEqualTo(BundleResult.AVAILABLE);
        assertThat(cache.placed().look()).isEmpty();
        assertThat(member).hasContent("weights");
    }

    private Path shared(SampleBundle sample) throws IOException {
        Path shared = Files.createDirectories(home.resolve("production_bundles"));
        return Files.write(shared.resolve(ID + ".tar.gz"), sample.archive());
    }

    private Path archive() {
        return bundles.resolve(ID + ".tar.gz");
    }

    private static String etagOf(String digest) {
        return '"' + digest + '"';
    }

    private BundleCache cache(URI base) {
        return cache(new HttpBundleSource(base));
    }

    private BundleCache cache(BundleSource source) {
        return new BundleCache(bundles, source, new BundleCache.Limits(1000, 1 << 30), Duration.ofSeconds(30), clock);
    }

    /** A clock that the test moves. */
    private static final class Ticking extends Clock {
        private volatile long seconds;

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds(seconds);
        }
    }
}
