package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.importer.sample.SampleBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that would do harm: each is refused for its reason, and nothing of it is left. */
class HostileArchivesTest {

    private static final LoopKey KEY = new LoopKey("t", 1);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    /** Does not shrink, so that the middle of the archive is in its middle. */
    private static final byte[] LARGE = new byte[300_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    @TempDir
    Path folder;

    record Hostile(String name, String reason, SampleBundle bundle) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What stands in the archive after the manifest. */
    interface Rest {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    static Stream<Hostile> archives() {
        byte[] whole = SampleBundle.of(KEY, "x").archive();
        return Stream.of(
                named("../evil.txt", "MEMBER_NAME_UNSAFE"),
                named("a/../../evil.txt", "MEMBER_NAME_UNSAFE"),
                named("/evil.txt", "MEMBER_NAME_UNSAFE"),
                named("C:/evil.txt", "MEMBER_NAME_UNSAFE"),
                named("..\\evil.txt", "MEMBER_NAME_UNSAFE"),
                named("a//b.txt", "MEMBER_NAME_UNSAFE"),
                named("./a.txt", "MEMBER_NAME_UNSAFE"),
                named("a\u0007b.txt", "MEMBER_NAME_UNSAFE"),
                named("x".repeat(300), "MEMBER_NAME_UNSAFE"),
                named("a".repeat(200) + "/" + ("b".repeat(200) + "/").repeat(25) + "c", "MEMBER_NAME_UNSAFE"),
                named("a/".repeat(40) + "b.txt", "TOO_DEEP"),
                named("NUL", "MEMBER_NAME_UNSAFE"),
                named("models/com1.pkl", "MEMBER_NAME_UNSAFE"),
                named("a.txt:stream", "MEMBER_NAME_UNSAFE"),
                named("a.txt.", "MEMBER_NAME_UNSAFE"),
                named("a.txt ", "MEMBER_NAME_UNSAFE"),
                named("a?.txt", "MEMBER_NAME_UNSAFE"),
                named("\\\\server\\share\\x", "MEMBER_NAME_UNSAFE"),
                named("~/x\uFFFD", "MEMBER_NAME_UNSAFE"),
                special("GNU sparse file", TarConstants.LF_GNUTYPE_SPARSE),
                special("multi volume", TarConstants.LF_MULTIVOLUME),
                hostile("extended header that leaves", "MEMBER_UNKNOWN", List.of(member("a.txt")), tar -> {
                    TarArchiveEntry entry = new TarArchiveEntry("a.txt");
                    entry.setSize(CONTENT.length);
                    entry.addPaxHeader("path", "b.txt");
                    tar.putArchiveEntry(entry);
                    tar.write(CONTENT);
                    tar.closeArchiveEntry();
                }),
                stated("mtime", "9".repeat(500) + "." + "9".repeat(500)),
                stated("mtime", "NaN"),
                stated("size", "-7"),
                stated("size", "9".repeat(30)),
                new Hostile(
                        "manifest of another loop",
                        "MANIFEST_MISMATCH",
                        SampleBundle.of(
                                KEY,
                                manifest(List.of()),
                                SampleBundle.of(new LoopKey("t", 2), java.util.Map.of())
                                        .archive())),
                hostile("folder in the way of a file", "MEMBER_TWICE", List.of(member("a/b"), member("A/b")), tar -> {
                    SampleBundle.put(tar, "a/b", CONTENT);
                    SampleBundle.put(tar, "A/b", CONTENT);
                }),
                hostile("composed and decomposed", "MEMBER_TWICE", List.of(member("ä"), member("a\u0308")), tar -> {
                    SampleBundle.put(tar, "ä", CONTENT);
                    SampleBundle.put(tar, "a\u0308", CONTENT);
                }),
                hostile(
                        "too many members",
                        "TOO_MANY_MEMBERS",
                        Stream.iterate(0, i -> i + 1)
                                .limit(1001)
                                .map(i -> member("m" + i))
                                .toList(),
                        tar -> {}),
                hostile(
                        "impossible ratio",
                        "RATIO_IMPOSSIBLE",
                        List.of(new Member("a.txt", 1 << 29, Sha256.of(CONTENT))),
                        tar -> {}),
                hostile(
                        "negative size",
                        "MANIFEST_MISMATCH",
                        List.of(new Member("a.txt", -1, Sha256.of(CONTENT))),
                        tar -> {}),
                new Hostile(
                        "second archive behind the end",
                        "ARCHIVE_CONTINUES",
                        SampleBundle.of(
                                KEY,
                                manifest(List.of()),
                                joined(
                                        archive(List.of(), tar -> {}),
                                        SampleBundle.archive(tar -> SampleBundle.put(tar, "evil.py", CONTENT))))),
                new Hostile(
                        "garbage behind the end",
                        "ARCHIVE_CORRUPT",
                        SampleBundle.of(KEY, manifest(List.of()), joined(archive(List.of(), tar -> {}), CONTENT))),
                new Hostile(
                        "wrong checksum",
                        "ARCHIVE_CORRUPT",
                        SampleBundle.of(
                                KEY, SampleBundle.of(KEY, "x").bundle().manifest(), flipped(whole, whole.length - 6))),
                special("symbolic link", TarConstants.LF_SYMLINK),
                special("hard link", TarConstants.LF_LINK),
                special("character device", TarConstants.LF_CHR),
                special("block device", TarConstants.LF_BLK),
                special("fifo", TarConstants.LF_FIFO),
                special("contiguous file", TarConstants.LF_CONTIG),
                hostile("twice", "MEMBER_TWICE", List.of(member("a.txt")), tar -> {
                    SampleBundle.put(tar, "a.txt", CONTENT);
                    SampleBundle.put(tar, "a.txt", CONTENT);
                }),
                hostile("two spellings", "MEMBER_TWICE", List.of(member("a.txt"), member("A.TXT")), tar -> {
                    SampleBundle.put(tar, "a.txt", CONTENT);
                    SampleBundle.put(tar, "A.TXT", CONTENT);
                }),
                hostile("file as folder", "MEMBER_TWICE", List.of(member("a"), member("a/b")), tar -> {
                    SampleBundle.put(tar, "a", CONTENT);
                    SampleBundle.put(tar, "a/b", CONTENT);
                }),
                hostile(
                        "second manifest",
                        "MEMBER_TWICE",
                        List.of(),
                        tar -> SampleBundle.put(tar, "Manifest.json", CONTENT)),
                hostile(
                        "not in the manifest",
                        "MEMBER_UNKNOWN",
                        List.of(),
                        tar -> SampleBundle.put(tar, "evil.py", CONTENT)),
                hostile("folder not in the manifest", "MEMBER_UNKNOWN", List.of(), tar -> {
                    tar.putArchiveEntry(new TarArchiveEntry("evil/"));
                    tar.closeArchiveEntry();
                }),
                hostile("folder that leaves", "MEMBER_NAME_UNSAFE", List.of(), tar -> {
                    tar.putArchiveEntry(new TarArchiveEntry("../evil/", true));
                    tar.closeArchiveEntry();
                }),
                hostile("missing", "MEMBER_MISSING", List.of(member("a.txt")), tar -> {}),
                hostile(
                        "larger",
                        "MEMBER_SIZE",
                        List.of(member("a.txt")),
                        tar -> SampleBundle.put(tar, "a.txt", "larger content".getBytes(StandardCharsets.UTF_8))),
                hostile(
                        "other content",
                        "MEMBER_DIGEST",
                        List.of(member("a.txt")),
                        tar -> SampleBundle.put(tar, "a.txt", "CONTENT".getBytes(StandardCharsets.UTF_8))),
                hostile(
                        "too large",
                        "TOO_LARGE",
                        List.of(new Member("a.txt", 1L << 40, Sha256.of(CONTENT))),
                        tar -> {}),
                hostile(
                        "overflowing sizes",
                        "TOO_LARGE",
                        List.of(
                                new Member("a.txt", Long.MAX_VALUE, Sha256.of(CONTENT)),
                                new Member("b.txt", Long.MAX_VALUE, Sha256.of(CONTENT))),
                        tar -> {}),
                new Hostile(
                        "no manifest",
                        "MANIFEST_MISSING",
                        SampleBundle.of(
                                KEY,
                                manifest(List.of()),
                                SampleBundle.archive(tar -> SampleBundle.put(tar, "a.txt", CONTENT)))),
                new Hostile(
                        "another manifest",
                        "MANIFEST_MISMATCH",
                        SampleBundle.of(
                                KEY, manifest(List.of(member("a.txt"))), archive(List.of(member("b.txt")), tar -> {}))),
                new Hostile(
                        "broken manifest",
                        "MANIFEST_UNREADABLE",
                        SampleBundle.of(
                                KEY,
                                manifest(List.of()),
                                SampleBundle.archive(tar -> SampleBundle.put(tar, "manifest.json", CONTENT)))),
                new Hostile("no gzip", "ARCHIVE_CORRUPT", SampleBundle.of(KEY, manifest(List.of()), CONTENT)),
                new Hostile(
                        "cut off",
                        "ARCHIVE_CORRUPT",
                        SampleBundle.of(
                                KEY,
                                SampleBundle.of(KEY, "x").bundle().manifest(),
                                Arrays.copyOf(whole, whole.length / 2))),
                hostile(
                        "cut off in a member",
                        "ARCHIVE_CORRUPT",
                        List.of(new Member("a.txt", LARGE.length, Sha256.of(LARGE))),
                        tar -> SampleBundle.put(tar, "a.txt", LARGE),
                        archive -> Arrays.copyOf(archive, archive.length / 2)),
                new Hostile(
                        "padding without end",
                        "ARCHIVE_CORRUPT",
                        SampleBundle.of(KEY, manifest(List.of()), joined(archive(List.of(), tar -> {}), zeros()))),
                new Hostile(
                        "unpacks without end",
                        "ARCHIVE_CORRUPT",
                        SampleBundle.of(KEY, manifest(List.of()), archive(List.of(), HostileArchivesTest::endless))));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void refusesItAndLeavesNothing(Hostile hostile) throws IOException {
        // Given
        Path bundles = Files.createDirectories(folder.resolve("inner/bundles"));
        BundleCache cache = cache(bundles, hostile.bundle().archive());
        cache.prepare();

        // When
        BundleResult result = cache.ensure(hostile.bundle().bundle(), false);

        // Then
        assertThat(result.reason()).isEqualTo(hostile.reason());
        assertThat(result.isAvailable()).isFalse();
        assertThat(tree(folder)).containsExactlyInAnyOrder("inner", "inner/bundles", "inner/bundles/.incoming");
    }

    static List<String> tree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .toList();
        }
    }

    static BundleCache cache(Path bundles, byte[] archive) {
        BundleSource source = (bundle, target) -> {
            Files.write(target, archive);
            return Optional.empty();
        };
        return new BundleCache(
                bundles, source, new BundleCache.Limits(1000, 1 << 30), Duration.ofSeconds(30), Clock.systemUTC());
    }

    private static Hostile named(String name, String reason) {
        return hostile(
                "name " + name.replaceAll("\\p{Cntrl}", "?"),
                reason,
                List.of(member(name)),
                tar -> SampleBundle.put(tar, name, CONTENT));
    }

    /** An extended header says something of the member that cannot be. */
    private static Hostile stated(String what, String value) {
        String name = what + " " + value.substring(0, Math.min(10, value.length()));
        return hostile(name, "ARCHIVE_CORRUPT", List.of(member("a.txt")), tar -> {
            String record = " " + what + "=" + value + "\n";
            int length = record.length() + 2;
            while (Integer.toString(length).length() + record.length() != length) {
                length++;
            }
            byte[] header = (length + record).getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry("PaxHeaders/a.txt", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
            entry.setSize(header.length);
            tar.putArchiveEntry(entry);
            tar.write(header);
            tar.closeArchiveEntry();
            SampleBundle.put(tar, "a.txt", CONTENT);
        });
    }

    private static Hostile special(String name, byte type) {
        return hostile(name, "MEMBER_NOT_A_FILE", List.of(member("link")), tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("link", type);
            entry.setLinkName("../../../etc/passwd");
            entry.setSize(0);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        });
    }

    private static Hostile hostile(String name, String reason, List<Member> members, Rest rest) {
        return new Hostile(name, reason, SampleBundle.of(KEY, manifest(members), archive(members, rest)));
    }

    private static Hostile hostile(
            String name, String reason, List<Member> members, Rest rest, UnaryOperator<byte[]> damage) {
        return new Hostile(name, reason, SampleBundle.of(KEY, manifest(members), damage.apply(archive(members, rest))));
    }

    private static BundleManifest manifest(List<Member> members) {
        return SampleBundle.manifest(KEY, members);
    }

    private static byte[] archive(List<Member> members, Rest rest) {
        return SampleBundle.archive(tar -> {
            SampleBundle.put(tar, "manifest.json", Json.mapper().writeValueAsBytes(manifest(members)));
            rest.write(tar);
        });
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    /** What an archive may end with, but more of it than any bundle needs. */
    private static byte[] zeros() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(new byte[60 * 1024 * 1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Headers only, so that no single member is too large. */
    private static void endless(TarArchiveOutputStream tar) throws IOException {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes("long/".repeat(700).getBytes(StandardCharsets.UTF_8));
        TarArchiveEntry entry = new TarArchiveEntry("PaxHeaders/x", TarConstants.LF_GNUTYPE_LONGNAME);
        byte[] zeros = new byte[60 * 1024 * 1024];
        entry.setSize(zeros.length);
        tar.putArchiveEntry(entry);
        tar.write(zeros);
        tar.closeArchiveEntry();
    }

    private static Member member(String name) {
        return new Member(name, CONTENT.length, Sha256.of(CONTENT));
    }
}
