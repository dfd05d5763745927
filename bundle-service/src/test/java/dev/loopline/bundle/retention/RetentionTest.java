package dev.loopline.bundle.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.retention.Verdict.Fate;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final Instant WITHDRAWN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    Path home;

    private Path registry;
    private FolderStore store;

    @BeforeEach
    void open() throws IOException, SQLException {
        registry = Files.createDirectories(home.resolve("RDagentDB")).resolve("registry.sqlite");
        sql("CREATE TABLE loops (task_run_id TEXT, loop_id INTEGER, asset_bundle_id TEXT)");
        sql("CREATE TABLE production_bundles (bundle_id TEXT)");
        store = new FolderStore(home.resolve("production_bundles"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void removesOnlyWhatIsWithdrawnLongEnoughAndUnreferenced() throws IOException, SQLException {
        // Given
        pack("live", 0);
        BundleId old = withdraw("old", WITHDRAWN);
        BundleId young = withdraw("young", WITHDRAWN.plus(Duration.ofDays(20)));
        BundleId named = withdraw("named", WITHDRAWN);
        BundleId solid = withdraw("solid", WITHDRAWN);
        BundleId shared = withdraw("shared", WITHDRAWN);
        sql("INSERT INTO production_bundles VALUES ('" + named + "')");
        sql("INSERT INTO loops VALUES ('solid', 0, '" + solid + "')");
        Files.createLink(home.resolve("aistock.tar.gz"), archive(shared));
        Retention retention = retention(Optional.of(MONTH), WITHDRAWN.plus(MONTH));

        // When: a dry run, then the real one, then again
        List<Verdict> judged = retention.judge();
        boolean nothingWent = archive(old).toFile().exists();
        List<Verdict> gone = retention.sweep();
        List<Verdict> goneAgain = retention.sweep();

        // Then
        assertThat(nothingWent).isTrue();
        assertThat(judged)
                .extracting(Verdict::id, Verdict::fate)
                .containsExactlyInAnyOrder(
                        tuple(old, Fate.GOES),
                        tuple(young, Fate.WAITS),
                        tuple(named, Fate.REFERRED_TO),
                        tuple(solid, Fate.REFERRED_TO),
                        tuple(shared, Fate.REFERRED_TO));
        assertThat(gone).extracting(Verdict::id).containsExactly(old);
        assertThat(goneAgain).isEmpty();
        assertThat(store.list()).hasSize(5).noneMatch(one -> one.id().equals(old));
        assertThat(store.confirm(old, 3))
                .as("a bundler that saw it a moment ago")
                .isFalse();
        assertThat(store.entry(old))
                .hasValueSatisfying(entry -> assertThat(entry.withdrawn()).isTrue());
    }

    @Test
    void keepsWhatIsNamedInATableOfAnotherSpellingOrBesideIt() throws IOException, SQLException {
        // Given
        BundleId named = withdraw("named", WITHDRAWN);
        BundleId beside = withdraw("beside", WITHDRAWN);
        sql("DROP TABLE production_bundles");
        sql("CREATE TABLE Production_Bundles (\"Bundle_ID\" TEXT)");
        sql("INSERT INTO production_bundles VALUES ('" + named + "')");
        sql("CREATE TABLE loopline_kept_loops AS SELECT '" + beside + "' AS asset_bundle_id");

        // When
        List<Verdict> judged =
                retention(Optional.of(MONTH), WITHDRAWN.plus(MONTH)).judge();

        // Then
        assertThat(judged).extracting(Verdict::fate).containsOnly(Fate.REFERRED_TO);
    }

    @Test
    void keepsEverythingWithoutASetting() throws IOException {
        // Given
        withdraw("old", WITHDRAWN);
        Retention retention = retention(Optional.empty(), WITHDRAWN.plus(Duration.ofDays(10_000)));

        // When, Then
        assertThat(retention.judge()).extracting(Verdict::fate).containsExactly(Fate.KEPT);
        assertThat(retention.sweep()).isEmpty();
    }

    @Test
    void removesNothingWhenItCannotAskTheRegistry() throws IOException {
        // Given
        BundleId old = withdraw("old", WITHDRAWN);
        Files.delete(registry);
        Retention retention = retention(Optional.of(MONTH), WITHDRAWN.plus(MONTH));

        // When, Then
        assertThatThrownBy(retention::sweep).isInstanceOf(IOException.class).hasMessageContaining("registry");
        assertThat(archive(old)).exists();
    }

    @Test
    void aLoopThatCameBackIsNotWithdrawnAnyMore() throws IOException {
        // Given
        BundleId back = withdraw("back", WITHDRAWN);
        pack("back", 3);
        Retention retention = retention(Optional.of(MONTH), WITHDRAWN.plus(MONTH));

        // When
        List<Verdict> gone = retention.sweep();

        // Then
        assertThat(gone).isEmpty();
        assertThat(archive(back)).exists();
    }

    private Retention retention(Optional<Duration> period, Instant now) {
        return new Retention(store, new RegistryReferences(registry), period, Clock.fixed(now, ZoneOffset.UTC));
    }

    private BundleId withdraw(String taskRunId, Instant at) throws IOException {
        BundleId id = pack(taskRunId, 1);
        store.withdraw(id, 2, at);
        return id;
    }

    private BundleId pack(String taskRunId, long revision) throws IOException {
        LoopBackfilled loop =
                LoopFixture.typical(home, taskRunId, 0).revision(revision).event();
        new LoopPacker(home, store).packAll(List.of(loop));
        return BundleId.of(loop.key());
    }

    private Path archive(BundleId id) {
        return store.folder().resolve(id.fileName());
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
