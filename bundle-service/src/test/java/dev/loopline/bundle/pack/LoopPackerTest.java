package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.bundle.Commands;
import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest.Member;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopFile.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopPackerTest {

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    private FolderStore store;
    private LoopPacker packer;

    @BeforeEach
    void open() throws IOException {
        store = new FolderStore(home.resolve("production_bundles"));
        packer = new LoopPacker(home, store);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void sameContentGivesSameBytesWhateverTheOrderTheTimesAndTheMachine() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Bundle first = packed(fixture.event());
        byte[] bytes = Files.readAllBytes(archive(first));
        List<LoopFile> shuffled = new ArrayList<>(fixture.files());
        Collections.shuffle(shuffled, new Random(3));
        Files.setLastModifiedTime(fixture.folder(fixture.primary()).resolve("factor.py"), FileTime.from(Instant.EPOCH));

        // When
        try (FolderStore other = new FolderStore(elsewhere)) {
            PackOutcome outcome = new LoopPacker(home, other)
                    .packAll(List.of(fixture.event(shuffled)))
                    .get(fixture.event().key());

            // Then
            assertThat(outcome).isInstanceOf(PackOutcome.Packed.class);
            assertThat(Files.readAllBytes(elsewhere.resolve(first.fileName()))).isEqualTo(bytes);
        }
        assertThat(first.sha256()).isEqualTo(Sha256.of(bytes));
        assertThat(first.sizeBytes()).isEqualTo(bytes.length);
        assertThat(first.homeRelativePath()).isEqualTo("production_bundles/bundle_run_1.tar.gz");
    }

    @Test
    void ordinaryProgramsReadTheArchive() throws IOException, InterruptedException {
        // Given
        Assumptions.assumeTrue(Commands.has("tar") && Commands.has("gzip"));
        String longName = "factor_" + "x".repeat(200) + ".py";
        String unicode = "factor_动量因子_ä.py";
        LoopFixture fixture = LoopFixture.typical(home, "运行 1", 2)
                .file(longName, Kind.CODE, "long")
                .file(unicode, Kind.CODE, "unicode")
                .file("model.pkl", Kind.WEIGHT, LoopFixture.noise(3_000_000));

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        String file = archive(bundle).toString();
        assertThat(Commands.run(elsewhere, "gzip", "-t", file)).isEqualTo(new Commands.Result(0, ""));
        assertThat(Commands.run(elsewhere, "tar", "xzf", file)).isEqualTo(new Commands.Result(0, ""));
        List<String> names = new ArrayList<>(List.of("manifest.json"));
        for (Member member : bundle.manifest().members()) {
            assertThat(Sha256.of(Files.readAllBytes(elsewhere.resolve(member.name()))))
                    .isEqualTo(member.sha256());
            names.add(member.name());
        }
        assertThat(names).contains(longName, unicode);
        Commands.Result listed = Commands.run(elsewhere, "tar", "tzf", file, "--quoting-style=literal");
        assertThat(listed.output().lines()).containsExactlyElementsOf(names);
        if (Commands.has("python3")) {
            String script = "import sys, tarfile\n"
                    + "t = tarfile.open(sys.argv[1], 'r:gz')\n"
                    + "print(len([m for m in t.getmembers() if m.isfile() and m.mode == 0o644 and m.uid == 0"
                    + " and m.mtime == " + LoopFixture.FINISHED_AT.getEpochSecond() + "]))";
            assertThat(Commands.run(elsewhere, "python3", "-c", script, file)
                            .output()
                            .strip())
                    .isEqualTo(String.valueOf(names.size()));
        }
    }

    @Test
    void theCheckInTheBundleTellsDamageFromAbsence() throws IOException, InterruptedException {
        // Given
        Assumptions.assumeTrue(Commands.has("python3") && Commands.has("tar"));
        Bundle bundle = packed(LoopFixture.typical(home, "run", 1).event());
        Commands.run(elsewhere, "tar", "xzf", archive(bundle).toString());
        Path manifest = elsewhere.resolve("manifest.json");
        String intact = Files.readString(manifest);
        String factor = Files.readString(elsewhere.resolve("factor.py"));

        // When, Then
        assertThat(selfCheck()).isEqualTo(0);
        Files.writeString(
                manifest, intact.replace("\"factor_entry_relpath\":\"factor.py\"", "\"factor_entry_relpath\":\"\""));
        assertThat(selfCheck()).isEqualTo(5);
        Files.writeString(
                manifest,
                intact.replace(
                        "\"model_weight_relpath\":\"mlruns/1/r1/artifacts/params.pkl\"",
                        "\"model_weight_relpath\":\"\""));
        assertThat(selfCheck()).isEqualTo(6);
        Files.writeString(manifest, intact.replace("\"schema_version\":1", "\"schema_version\":2"));
        assertThat(selfCheck()).isEqualTo(4);
        for (String unreadable : List.of("{", "[]", "[".repeat(100_000), "{\"schema_version\": 1}")) {
            Files.writeString(manifest, unreadable);
            assertThat(selfCheck()).isEqualTo(3);
        }
        Files.writeString(manifest, intact.replace("\"name\":\"factor.py\"", "\"name\":\"/etc/passwd\""));
        assertThat(selfCheck()).isEqualTo(10);
        Files.writeString(manifest, intact.replace("\"name\":\"factor.py\"", "\"name\":7"));
        assertThat(selfCheck()).isEqualTo(10);
        Files.writeString(
                manifest, intact.replace("\"config_relpath\":\"conf_baseline.yaml\"", "\"config_relpath\":\"../x\""));
        assertThat(selfCheck()).isEqualTo(10);
        Files.writeString(
                manifest, intact.replace("\"config_relpath\":\"conf_baseline.yaml\"", "\"config_relpath\":\"x.yaml\""));
        assertThat(selfCheck()).isEqualTo(9);
        Files.writeString(manifest, intact);
        Files.writeString(elsewhere.resolve("factor.py"), factor.replace("1", "2"));
        assertThat(selfCheck()).isEqualTo(12);
        Files.delete(elsewhere.resolve("factor.py"));
        assertThat(selfCheck()).isEqualTo(7);
        Files.writeString(elsewhere.resolve("factor.py"), factor);
        Files.delete(elsewhere.resolve("qlib_res.csv"));
        assertThat(selfCheck()).isEqualTo(11);
        Files.delete(elsewhere.resolve("mlruns/1/r1/artifacts/params.pkl"));
        assertThat(selfCheck()).isEqualTo(8);
        Files.delete(manifest);
        assertThat(selfCheck()).isEqualTo(2);
    }

    private int selfCheck() throws IOException, InterruptedException {
        return Commands.run(home, "python3", elsewhere.resolve("self_check.py").toString())
                .exitCode();
    }

    @Test
    void packsOnceAndNeedsNoWorkspaceForAReplay() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Bundle first = packed(fixture.event());
        FileTime writtenAt = Files.getLastModifiedTime(archive(first));
        delete(home.resolve("git_ignore_folder"));

        // When
        PackOutcome again = pack(fixture.event());

        // Then
        assertThat(again).isEqualTo(new PackOutcome.AlreadyPacked(first));
        assertThat(Files.getLastModifiedTime(archive(first))).isEqualTo(writtenAt);
    }

    @Test
    void packsAnewWhenTheArchiveIsGoneOrCut() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Bundle first = packed(fixture.event());
        byte[] bytes = Files.readAllBytes(archive(first));
        Files.delete(archive(first));

        // When
        PackOutcome afterLoss = pack(fixture.event());
        Files.write(archive(first), new byte[10]);
        PackOutcome afterDamage = pack(fixture.event());

        // Then
        assertThat(afterLoss).isEqualTo(new PackOutcome.Packed(first));
        assertThat(afterDamage).isEqualTo(new PackOutcome.Packed(first));
        assertThat(Files.readAllBytes(archive(first))).isEqualTo(bytes);
    }

    @Test
    void knowsARestoredArchiveByItsContent() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Bundle first = packed(fixture.event());
        Files.setLastModifiedTime(archive(first), FileTime.from(Instant.EPOCH));

        // When
        PackOutcome again = pack(fixture.event());

        // Then
        assertThat(again).isEqualTo(new PackOutcome.AlreadyPacked(first));
        assertThat(store.untouched(new BundleId(first.bundleId()))).isPresent();
    }

    @Test
    void anOlderRevisionNeverReplacesANewerOne() throws IOException {
        // Given
        LoopBackfilled older = LoopFixture.typical(home, "run", 1).revision(1).event();
        Bundle newer = packed(LoopFixture.typical(home, "run", 1)
                .file("factor.py", Kind.CODE, "def changed(): pass")
                .revision(2)
                .event());

        // When
        PackOutcome outcome = pack(older);

        // Then
        assertThat(outcome).isEqualTo(new PackOutcome.Superseded(2));
        assertThat(Sha256.of(Files.readAllBytes(archive(newer)))).isEqualTo(newer.sha256());
    }

    @Test
    void packsWhatIsOnDiskEvenIfTheEventSaysOtherwise() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        byte[] edited = "{\"edited\": true}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(fixture.folder(fixture.primary()).resolve("feedback.json"), edited);
        Files.delete(fixture.folder(fixture.primary()).resolve("model.py"));

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        assertThat(bundle.manifest().members())
                .contains(new Member("feedback.json", edited.length, Sha256.of(edited)))
                .extracting(Member::name)
                .doesNotContain("model.py");
        assertThat(bundle.manifest().skipped()).contains(new Skipped("model.py", "GONE"));
    }

    @Test
    void seesThatTheContentChangedThoughTheSizeDidNot() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        byte[] edited = "model_cls = banana\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(fixture.folder(fixture.primary()).resolve("model.py"), edited);

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        assertThat(bundle.manifest().members()).contains(new Member("model.py", edited.length, Sha256.of(edited)));
        assertThat(pack(fixture.event())).isEqualTo(new PackOutcome.AlreadyPacked(bundle));
    }

    @Test
    void followsNoLink() throws IOException {
        // Given
        Path secret = Files.writeString(elsewhere.resolve("secret.py"), "password");
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Path workspace = fixture.folder(fixture.primary());
        Files.delete(workspace.resolve("model.py"));
        Files.createSymbolicLink(workspace.resolve("model.py"), secret);
        Files.createSymbolicLink(workspace.resolve("linked"), elsewhere);
        fixture.claim(fixture.primary(), "linked/secret.py", Kind.CODE, Files.readAllBytes(secret));

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        assertThat(bundle.manifest().skipped())
                .contains(new Skipped("model.py", "LINK"), new Skipped("linked/secret.py", "LINK"));
    }

    @ParameterizedTest
    @CsvSource({"dangling,LINK", "circle,LINK", "socket,NOT_A_FILE"})
    void opensNothingThatIsNoFile(String what, String reason) throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Path place = fixture.folder(fixture.primary()).resolve("model.py");
        Files.delete(place);
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            switch (what) {
                case "dangling" -> Files.createSymbolicLink(place, Path.of("nowhere"));
                case "circle" -> Files.createSymbolicLink(place, place.getFileName());
                default -> {
                    // A socket is bound by a path of a hundred characters at most, and moved to where it is to be.
                    Path bound = home.resolve("s");
                    Path here = Path.of("").toAbsolutePath();
                    socket.bind(UnixDomainSocketAddress.of(here.relativize(bound.toAbsolutePath())));
                    Files.move(bound, place);
                }
            }

            // When
            Bundle bundle = packed(fixture.event());

            // Then
            assertThat(bundle.manifest().skipped()).contains(new Skipped("model.py", reason));
            assertThat(bundle.manifest().members()).extracting(Member::name).contains("factor.py");
        }
    }

    @Test
    void followsNoFolderThatLeadsBackIntoItself() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        Files.createSymbolicLink(fixture.folder(fixture.primary()).resolve("again"), Path.of("."));
        fixture.claim(fixture.primary(), "again/again/factor.py", Kind.CODE, new byte[1]);

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        assertThat(bundle.manifest().skipped()).contains(new Skipped("again/again/factor.py", "LINK"));
    }

    @Test
    void carriesAnEmptyWeightAsItIs() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1).file("model.pkl", Kind.WEIGHT, new byte[0]);

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        assertThat(bundle.manifest().members()).contains(new Member("model.pkl", 0, Sha256.of(new byte[0])));
    }

    @Test
    void packsALoopThatLeftOnlyLogs() throws IOException {
        // Given
        LoopFixture fixture = new LoopFixture(home, "run", 1).log("log/run/loop.log", "done\n");

        // When
        Bundle bundle = packed(fixture.event());

        // Then
        assertThat(bundle.manifest().members())
                .extracting(Member::name)
                .containsExactlyInAnyOrder("loop.log", "self_check.py");
    }

    @Test
    void rejectsALoopWithoutFilesAndOneWithoutWorkspace() throws IOException {
        // Given
        LoopFixture empty = new LoopFixture(home, "empty", 1).claim("ws_empty_1", "factor.py", Kind.CODE, new byte[1]);
        LoopFixture gone = LoopFixture.typical(home, "gone", 1);
        delete(gone.folder(gone.primary()));
        LoopFixture linked = LoopFixture.typical(home, "linked", 1);
        delete(linked.folder(linked.primary()));
        Files.createSymbolicLink(linked.folder(linked.primary()), elsewhere);

        // When, Then
        assertThat(pack(empty.event())).matches(outcome -> isRejected(outcome, "NO_PACKABLE_FILES"));
        assertThat(pack(gone.event())).matches(outcome -> isRejected(outcome, "WORKSPACE_MISSING"));
        assertThat(pack(linked.event())).matches(outcome -> isRejected(outcome, "WORKSPACE_OUTSIDE_HOME"));
        assertNothingLeftBehind();
    }

    @Test
    void givesOnlyTheLoopUpWhoseFileCannotBeRead() throws IOException {
        // Given: a name that the disk refuses, which needs no rights to be shown
        LoopFixture unreadable = LoopFixture.typical(home, "unreadable", 1);
        unreadable.claim(unreadable.primary(), "a".repeat(300) + ".py", Kind.CODE, new byte[1]);
        LoopFixture other = LoopFixture.typical(home, "other", 1);

        // When
        Map<LoopKey, PackOutcome> outcomes = packer.packAll(List.of(unreadable.event(), other.event()));

        // Then
        assertThat(outcomes.get(unreadable.event().key()))
                .matches(outcome -> isRejected(outcome, "WORKSPACE_UNREADABLE"));
        assertThat(outcomes.get(other.event().key())).isInstanceOf(PackOutcome.Packed.class);
        assertNothingLeftBehind();
    }

    private static boolean isRejected(PackOutcome outcome, String reason) {
        return outcome instanceof PackOutcome.Rejected rejected
                && rejected.reason().equals(reason);
    }

    @Test
    void noticesThatAFileChangesAndPacksItWhenItIsQuiet() throws Exception {
        // Given
        LoopFixture fixture =
                LoopFixture.typical(home, "run", 1).file("model.pkl", Kind.WEIGHT, LoopFixture.noise(4_000_000));
        Path growing = fixture.folder(fixture.primary()).resolve("model.pkl");
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                append(growing);
            }
        });
        writer.start();
        long before = Files.size(growing);
        await().until(() -> Files.size(growing) > before);

        // When: each attempt is another revision, so that one in which nothing was written does not decide
        AtomicLong attempts = new AtomicLong();
        await().until(() ->
                pack(fixture.revision(attempts.incrementAndGet()).event()) instanceof PackOutcome.SourceStillChanging);
        assertNothingLeftBehind();
        stop.set(true);
        writer.join();

        // Then
        Bundle bundle = pack(fixture.event()).match(found -> found, other -> null);
        assertThat(bundle.manifest().members())
                .contains(new Member("model.pkl", Files.size(growing), Sha256.of(Files.readAllBytes(growing))));
    }

    private static void append(Path file) {
        try {
            Files.write(file, new byte[64], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theHeaderHoldsSizesBeyondEightGigabytes() throws IOException {
        // Given
        Path target = elsewhere.resolve("big.tar.gz");
        try (TarGzWriter writer = new TarGzWriter(target, Instant.EPOCH, new BlockCompressor(2))) {

            // When, Then: the header is written, then the content turns out to be short
            assertThatThrownBy(() -> writer.add("big.pkl", 9L << 30, new ByteArrayInputStream(new byte[10])))
                    .isInstanceOf(SourceChangedException.class);
        }
    }

    @Test
    void waitsForAHomeOrFolderThatIsNotThere() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1);
        LoopPacker homeless = new LoopPacker(elsewhere.resolve("not_mounted"), store);

        // When, Then
        assertThatThrownBy(() -> homeless.packAll(List.of(fixture.event())))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("RD-Agent home");
        delete(store.folder());
        assertThatThrownBy(() -> pack(fixture.event()))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("bundle folder");
    }

    private Bundle packed(LoopBackfilled loop) throws IOException {
        PackOutcome outcome = pack(loop);
        assertThat(outcome).isInstanceOf(PackOutcome.Packed.class);
        assertNothingLeftBehind();
        return ((PackOutcome.Packed) outcome).bundle();
    }

    private PackOutcome pack(LoopBackfilled loop) throws IOException {
        PackOutcome outcome = packer.packAll(List.of(loop)).get(loop.key());
        assertThat(outcome).isNotNull();
        return outcome;
    }

    private Path archive(Bundle bundle) {
        return store.folder().resolve(bundle.fileName());
    }

    private void assertNothingLeftBehind() throws IOException {
        try (Stream<Path> files = Files.walk(store.folder())) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Collections.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
