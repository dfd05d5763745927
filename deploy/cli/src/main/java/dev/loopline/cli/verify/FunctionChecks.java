package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.http.SyncState;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** V22, V23, V25 and V26: what people and programs do with it works. */
final class FunctionChecks {

    /** The guide's question for one loop with all that belongs to it, asked for all loops at once. */
    private static final String WHOLE_LOOPS = """
            SELECT c.task_run_id, c.loop_id, l.workspace_id, l.workspace_path, l.log_dir, b.bundle_id, b.bundle_path,
                   jsonb_array_length(coalesce(c.factor_names, '[]'::jsonb)) AS named,
                   (SELECT count(*) FROM public.aistock_factor_occurrence f
                    WHERE f.task_run_id = c.task_run_id AND f.loop_id = c.loop_id) AS factors,
                   (SELECT count(*) FROM public.aistock_model_catalog m
                    WHERE m.task_run_id = c.task_run_id AND m.loop_id = c.loop_id) AS models
            FROM public.aistock_loop_catalog c
            LEFT JOIN rdagent.loops l ON l.task_run_id = c.task_run_id AND l.loop_id = c.loop_id
            LEFT JOIN rdagent.production_bundles b ON b.task_run_id = c.task_run_id AND b.loop_id = c.loop_id
            WHERE c.loopline_revision IS NOT NULL
            """;

    private static final List<String> WANTED =
            List.of("workspace_id", "workspace_path", "log_dir", "bundle_id", "bundle_path");

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Duration SYNC_PATIENCE = Duration.ofMinutes(5);

    /** The key of what V26 says where loops arrive while it looks. */
    static final String BUSY = "verify.busy";

    private FunctionChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of("V22", FunctionChecks::v22),
                Check.of("V23", FunctionChecks::v23),
                Check.of("V25", FunctionChecks::v25),
                Check.of("V26", FunctionChecks::v26));
    }

    private static CheckResult v22(VerifyContext context) throws SQLException, IOException {
        Findings findings = new Findings();
        for (Row loop : Row.query(context.database(), WHOLE_LOOPS)) {
            for (String column : WANTED) {
                findings.expectUnless(
                        !loop.isBlank(column),
                        column.equals("log_dir") ? withoutLog(context, loop.loop()) : Optional.empty(),
                        Reason.INCONSISTENT,
                        () -> Message.of("found.loop.lacks", loop.loop(), column));
            }
            findings.expect(
                    loop.text("named").equals("0") || !loop.text("factors").equals("0"),
                    () -> Message.of("found.loop.factors", loop.loop()));
            findings.expectUnless(
                    !loop.text("models").equals("0"),
                    lacking(context, loop.loop(), "MODEL_META_MISSING", Explanation.NONE_OF_A_KIND),
                    Reason.INCONSISTENT,
                    () -> Message.of("found.loop.model", loop.loop()));
        }
        return findings.result("loopFacts");
    }

    /** A loop that was put together from a workspace alone has no log folder. */
    private static Optional<ProductView.Explained> withoutLog(VerifyContext context, LoopKey loop) throws SQLException {
        RegistryRows.Known known = context.registry().known().get(loop);
        boolean fromFolder = RelationChecks.isMadeUp(loop.taskRunId())
                || (known != null && known.origin().equals("folder"));
        return fromFolder
                ? Optional.of(new ProductView.Explained(Explanation.NO_LOG, Message.of("found.loop.folder", loop)))
                : Optional.empty();
    }

    /** What the loop catalog itself says that the loop lacks. */
    static Optional<ProductView.Explained> lacking(VerifyContext context, LoopKey loop, String what, Explanation why)
            throws IOException {
        return context.lacks(loop, what)
                ? Optional.of(new ProductView.Explained(why, Message.of("found.loop.readiness", loop, what)))
                : Optional.empty();
    }

    private static CheckResult v23(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Optional<String> some = context.bundleIds().stream().sorted().findFirst();
        if (some.isEmpty()) {
            return new CheckResult.NotApplicable(Message.of("verify.empty", Message.of("verify.things.bundles")));
        }
        Findings findings = new Findings();
        ServiceCalls calls = new ServiceCalls();
        String base = context.endpoints().url(Service.BUNDLE_SERVICE) + "/api/bundles/";
        Path download = Files.createTempFile("loopline-verify", ".tar.gz");
        try {
            HttpResponse<InputStream> response = calls.download(base + encoded(some.get()));
            try (InputStream body = response.body()) {
                Files.copy(body, download, StandardCopyOption.REPLACE_EXISTING);
            }
            findings.expect(
                    response.statusCode() == OK,
                    Reason.BUNDLE_NOT_FOUND,
                    () -> Message.of("calls.answers", some.get(), response.statusCode()));
            if (response.statusCode() == OK) {
                Map<String, Sha256> members = ArchiveReader.members(download);
                Map<String, Sha256> expected =
                        ArchiveReader.members(context.bundles().resolve(some.get() + ".tar.gz"));
                findings.expect(
                        members.equals(expected),
                        Reason.DIGEST_MISMATCH,
                        () -> Message.of("found.download", some.get()));
            }
        } finally {
            Files.delete(download);
        }
        String unknown =
                BundleId.of(new LoopKey("loopline-verify-no-such-task", 0)).value();
        int status = calls.status(base + encoded(unknown));
        findings.expect(status == NOT_FOUND, () -> Message.of("found.unknown.answers", status));
        findings.expect(Files.notExists(context.cache().resolve(unknown)), () -> Message.of("found.unknown.folder"));
        return findings.result("facts");
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static CheckResult v25(VerifyContext context) {
        return new CheckResult.NotApplicable(Message.of("verify.new"));
    }

    private static CheckResult v26(VerifyContext context) throws SQLException, IOException, InterruptedException {
        ServiceCalls calls = new ServiceCalls();
        Findings findings = new Findings();
        String stateBefore = motion(context, calls);
        Map<String, String> before = fingerprints(context);
        if (before.isEmpty()) {
            return new CheckResult.NotApplicable(Message.of("verify.empty", Message.of("verify.things.rows")));
        }
        for (int i = 0; i < 2; i++) {
            SyncState state = sync(context.endpoints(), calls);
            findings.expect(!state.isFailed(), () -> Message.of("found.sync.failed", state.error()));
            for (JsonNode summary : state.raw().path("last_result")) {
                findings.expect(
                        summary.path("inserted").asLong() == 0, () -> Message.of("found.sync.inserted", summary));
            }
        }
        Map<String, String> after = fingerprints(context);
        if (!stateBefore.equals(motion(context, calls))) {
            return new CheckResult.NotApplicable(Message.of(BUSY));
        }
        TreeSet<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        for (String key : all) {
            findings.expect(
                    before.containsKey(key) && before.get(key).equals(after.get(key)),
                    () -> Message.of("found.touched", key));
        }
        return findings.result("untouched");
    }

    /** Changes when a loop is on its way through catalogs and importer, with which a sync has nothing to do. */
    private static String motion(VerifyContext context, ServiceCalls calls)
            throws SQLException, IOException, InterruptedException {
        String catalogs = calls.get(context.endpoints().url(Service.CATALOG_SERVICE) + "/api/status")
                .path("sequence")
                .asText();
        Row imports = Row.query(
                        context.database(),
                        "SELECT md5(string_agg(format('%s/%s %s', task_run_id, loop_id, revision), ',' ORDER BY task_run_id,"
                                + " loop_id)) AS loops FROM public.loopline_import")
                .get(0);
        return catalogs + " " + imports.text("loops");
    }

    private static SyncState sync(Endpoints endpoints, ServiceCalls calls) throws IOException, InterruptedException {
        String base = endpoints.url(Service.AISTOCK_IMPORTER) + "/api/rdagent/catalog/";
        calls.post(base + "sync", "");
        long deadline = System.nanoTime() + SYNC_PATIENCE.toNanos();
        SyncState state = SyncState.of(calls.get(base + "sync-status"));
        while (state.isRunning()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(Message.of("verify.sync.long", SYNC_PATIENCE.toMinutes())
                        .english());
            }
            TimeUnit.MILLISECONDS.sleep(200);
            state = SyncState.of(calls.get(base + "sync-status"));
        }
        return state;
    }

    /** Each row with its id, its content and the transaction that wrote it. */
    private static Map<String, String> fingerprints(VerifyContext context) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        for (CatalogKind kind : CatalogKind.values()) {
            String sql = "SELECT t.id AS row_id, t.xmin::text AS written, md5(t::text) AS content FROM "
                    + VerifyContext.table(kind) + " t WHERE " + VerifyContext.ours(kind);
            for (Row row : Row.query(context.database(), sql)) {
                rows.put(kind.singular() + " " + row.text("row_id"), row.text("written") + " " + row.text("content"));
            }
        }
        return rows;
    }
}
