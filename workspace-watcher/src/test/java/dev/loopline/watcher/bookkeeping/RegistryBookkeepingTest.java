package dev.loopline.watcher.bookkeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.samples.SampleHome;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.Watching;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryBookkeepingTest {

    private static final String FEEDBACK = "{\"decision\": true}";

    @TempDir
    Path folder;

    @Test
    void recordsMetadataBundleAndImportAndPublishesNothingForIt() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            WorkspaceRegistered registered = watching.published().get(0).event();
            LoopKey key = registered.key();
            LoopBackfilled backfilled = Events.backfilled(folder, registered, 0.05, FEEDBACK);
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());

            // When
            Files.writeString(folder.resolve(folderOf(registered)).resolve("feedback.json"), FEEDBACK);
            bookkeeping.backfilled(List.of(Events.delivery(backfilled)));
            bookkeeping.bundled(List.of(Events.delivery(Events.bundled(backfilled))));
            bookkeeping.imported(List.of(Events.delivery(Events.imported(key, 1))));
            watching.awaitScans(4);

            // Then
            assertThat(watching.published()).hasSize(1);
            assertThat(text(
                            watching,
                            "SELECT has_result || '|' || ic_mean || '|' || rank_ic_mean || '|' || ann_return"
                                    + " || '|' || mdd || '|' || materialization_status || '|' || asset_bundle_id || '|' ||"
                                    + " is_solidified || '|' || sync_status FROM loops"))
                    .isEqualTo(
                            "1|0.05|0.04|0.18|-0.09|done|bundle_" + key.taskRunId() + "_" + key.loopId() + "|1|synced");
            assertThat(text(watching, "SELECT bundle_path FROM production_bundles"))
                    .isEqualTo("production_bundles/bundle_" + key.taskRunId() + "_" + key.loopId() + ".tar.gz");
            assertThat(text(
                            watching,
                            "SELECT group_concat(factor_name || '|' || COALESCE(expression, '-') || '|' || performance_json"
                                    + " || '|' || task_run_id || '/' || loop_id, ' ') FROM (SELECT * FROM factor_registry"
                                    + " ORDER BY factor_name)"))
                    .isEqualTo("MOM10|Ref($close, 10)|{\"_combo_metrics\":{\"factor_names\":[\"MOM10\"]}}|" + key
                            + " VOL5|-|{\"_combo_metrics\":{\"factor_names\":[\"other\"]}}|" + key);
            assertThat(text(watching, "SELECT primary_flag || model_type FROM artifacts"))
                    .isEqualTo("1LGBModel");
            assertThat(text(watching, "SELECT length(sha256) || kind FROM artifact_files"))
                    .isEqualTo("64report");
            assertThat(text(watching, "SELECT meta_path FROM workspaces WHERE workspace_role = 'experiment_workspace'"))
                    .isEqualTo("workspace_meta.json");
            assertThat(watching.book.find(key).orElseThrow().stage()).isEqualTo("imported");
        }
    }

    @Test
    void neverLetsAnOlderRevisionOverwriteANewerOne() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            watching.stopLooking();
            WorkspaceRegistered first = watching.published().get(0).event();
            WorkspaceRegistered third = withRevision(first, 3);
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            bookkeeping.bundled(
                    List.of(Events.delivery(Events.bundled(Events.backfilled(folder, third, 0.3, FEEDBACK)))));
            bookkeeping.backfilled(List.of(Events.delivery(Events.backfilled(folder, third, 0.3, FEEDBACK))));
            String id = text(watching, "SELECT id || created_at FROM production_bundles");

            // When
            bookkeeping.backfilled(List.of(Events.delivery(Events.backfilled(folder, first, 0.1, FEEDBACK))));
            bookkeeping.bundled(List.of(
                    Events.delivery(Events.bundled(Events.backfilled(folder, first, 0.1, FEEDBACK))),
                    tombstone(first.key(), 1)));
            bookkeeping.bundled(
                    List.of(Events.delivery(Events.bundled(Events.backfilled(folder, third, 0.3, FEEDBACK)))));
            bookkeeping.imported(List.of(Events.delivery(Events.imported(first.key(), 1))));

            // Then
            assertThat(text(watching, "SELECT ic_mean FROM loops")).isEqualTo("0.3");
            assertThat(text(watching, "SELECT sync_status FROM loops")).isEqualTo("pending");
            assertThat(text(watching, "SELECT id || created_at FROM production_bundles"))
                    .isEqualTo(id);
            assertThat(text(watching, "SELECT revision FROM loopline_loop")).isEqualTo("3");
        }
    }

    @Test
    void takesABundleBackWithItsTombstone() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            watching.stopLooking();
            WorkspaceRegistered first = watching.published().get(0).event();
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            bookkeeping.bundled(
                    List.of(Events.delivery(Events.bundled(Events.backfilled(folder, first, 0.1, FEEDBACK)))));

            // When
            bookkeeping.bundled(List.of(tombstone(first.key(), 2)));

            // Then
            assertThat(
                            text(
                                    watching,
                                    "SELECT (SELECT COUNT(*) FROM production_bundles) + (SELECT COUNT(*) FROM factor_registry)"))
                    .isEqualTo("0");
            assertThat(text(watching, "SELECT is_solidified || COALESCE(asset_bundle_id, '-') FROM loops"))
                    .isEqualTo("0-");
        }
    }

    @Test
    void saysAWithdrawalAgainWhenAServiceStillSpeaksOfTheLoop() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            watching.stopLooking();
            WorkspaceRegistered first = watching.published().get(0).event();
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            watching.registry.write(
                    session -> session.update("UPDATE loopline_loop SET state = 'withdrawn', revision = 2"));

            // When
            bookkeeping.backfilled(List.of(Events.delivery(Events.backfilled(folder, first, 0.1, FEEDBACK))));

            // Then
            Watching.Published again = watching.awaitPublished(first.key(), 2);
            assertThat(again.isTombstone()).isTrue();
            assertThat(again.record().headers().get(CloudEventHeaders.REVISION))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("2");
        }
    }

    @Test
    void publishesOnceMoreWhenRdAgentWritesItsFeedbackAfterTheBackfill() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(1).modelBytes(1000).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            WorkspaceRegistered first = watching.published().get(0).event();
            Path feedback = folder.resolve(folderOf(first)).resolve("feedback.json");
            Files.writeString(feedback, FEEDBACK);
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            bookkeeping.backfilled(List.of(Events.delivery(Events.backfilled(folder, first, 0.1, FEEDBACK))));

            // When
            String theirs = "{\"decision\": false, \"hypothesis\": \"written by RD-Agent\"}";
            Files.writeString(feedback, theirs);

            // Then
            WorkspaceRegistered second = watching.awaitPublished(first.key(), 2).event();
            assertThat(second.revision()).isEqualTo(2);
            bookkeeping.backfilled(List.of(Events.delivery(Events.backfilled(folder, second, 0.1, theirs))));
            watching.awaitScans(5);
            assertThat(watching.published()).hasSize(2);
        }
    }

    private static String folderOf(WorkspaceRegistered registered) {
        return Objects.requireNonNull(registered.workspaces().get(0).homeRelativePath());
    }

    private static WorkspaceRegistered withRevision(WorkspaceRegistered of, long revision) {
        return new WorkspaceRegistered(
                of.loop(),
                of.workspaces(),
                of.primaryWorkspaceId(),
                revision,
                of.contentDigest(),
                false,
                null,
                of.registeredAt(),
                of.onlyExperimentWorkspace());
    }

    private static <E extends LoopEvent> Delivery<E> tombstone(LoopKey key, long revision) {
        return new Delivery<>(key, null, Tombstone.of(key, revision), new Delivery.Position("t", 0, 0), Instant.EPOCH);
    }

    private static @Nullable String text(Watching watching, String sql) throws Exception {
        return watching.registry
                .view(session -> session.list(sql, row -> java.util.Optional.ofNullable(row.getString(1))))
                .get(0)
                .orElse(null);
    }
}
