package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.catalog.CatalogKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** V8, V9 and V11 to V14: the catalog files, AIstock's copies of them, and AIstock's tables. */
final class CatalogChecks {

    /** Columns without which a row of the table is of little use. */
    private static final Map<CatalogKind, String> NEEDED = Map.of(
            CatalogKind.FACTOR, "input_schema",
            CatalogKind.MODEL, "preprocess_config",
            CatalogKind.STRATEGY, "portfolio_config");

    private CatalogChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of("V8", CatalogChecks::v8),
                Check.of("V9", CatalogChecks::v9),
                Check.of("V11", CatalogChecks::v11),
                Check.of("V12", CatalogChecks::v12),
                Check.of("V13", CatalogChecks::v13),
                Check.of("V14", CatalogChecks::v14));
    }

    private static CheckResult v8(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        List<Message> coverage = new ArrayList<>();
        Set<String> ids = context.standings().allowedBundleIds(context.registry());
        for (CatalogKind kind : CatalogKind.values()) {
            JsonNode entries = entries(context.producedCatalog(kind), kind);
            int withBundle = 0;
            for (JsonNode entry : entries) {
                String id = entry.path("asset_bundle_id").asText("");
                withBundle += id.isEmpty() ? 0 : 1;
                findings.expect(
                        ids.contains(id),
                        Reason.BUNDLE_MISSING,
                        () -> Message.of("found.entry.bundle", kind.singular(), key(kind, entry), id));
            }
            coverage.add(coverage(kind, withBundle, entries.size()));
        }
        return findings.result("entries", Message.of("verify.coverage", Message.list(coverage)));
    }

    /** As AIstock's guide prints it. */
    private static Message coverage(CatalogKind kind, long withBundle, long total) {
        double percent = total == 0 ? 100 : 100.0 * withBundle / total;
        return Message.of("verify.covered." + kind.singular(), withBundle, total, percent);
    }

    private static CheckResult v9(VerifyContext context) throws IOException {
        Findings findings = new Findings();
        for (CatalogKind kind : CatalogKind.values()) {
            Path theirs = context.receivedCatalog(kind);
            Path ours = context.producedCatalog(kind);
            if (!Files.exists(theirs) || !Files.exists(ours)) {
                findings.expect(
                        false,
                        Reason.FILE_MISSING,
                        () -> Message.of("found.file.missing", Files.exists(ours) ? theirs : ours));
                continue;
            }
            Optional<Faults.Fault> fault = Faults.ofJson(theirs);
            findings.expectNone(fault, "");
            JsonNode file = fault.isPresent() ? MissingNode.getInstance() : VerifyContext.json(theirs);
            boolean complete = file.path(kind.plural()).isArray()
                    && file.path("version").isTextual()
                    && file.hasNonNull("generated_at_utc");
            findings.expect(
                    complete, Reason.FIELD_INVALID, () -> Message.of("found.catalog.lacks", theirs, kind.plural()));
            findings.expect(
                    Files.mismatch(ours, theirs) < 0,
                    Reason.DIGEST_MISMATCH,
                    () -> Message.of("found.differs", theirs, ours));
        }
        return findings.result("fileFacts");
    }

    private static CheckResult v11(VerifyContext context) throws SQLException, IOException {
        Findings findings = new Findings();
        List<Message> counts = new ArrayList<>();
        for (CatalogKind kind : CatalogKind.values()) {
            Set<String> inFile = new TreeSet<>();
            for (JsonNode entry : entries(context.producedCatalog(kind), kind)) {
                findings.expect(
                        inFile.add(key(kind, entry)),
                        () -> Message.of("found.entry.twice", kind.singular(), key(kind, entry)));
            }
            Set<String> inTable = new TreeSet<>();
            context.rows(kind).forEach(row -> inTable.add(key(kind, row)));
            findings.expectSame(inFile, inTable, Message.of("found.in", VerifyContext.table(kind)));
            counts.add(Message.of("verify.count." + kind.singular(), inTable.size()));
        }
        Row.query(context.database(), "SELECT kind, entry_key, field, reason, message FROM public.loopline_rejected")
                .forEach(row -> findings.wrong(
                        Reason.ENTRY_REJECTED,
                        Message.of(
                                "found.rejected",
                                row.text("kind"),
                                row.text("entry_key"),
                                row.text("field"),
                                row.text("reason"),
                                row.text("message"))));
        return findings.result("keys", Message.list(counts));
    }

    private static CheckResult v12(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        for (CatalogKind kind : CatalogKind.values()) {
            for (Row row : context.rows(kind)) {
                findings.expect(
                        !row.isBlank("asset_bundle_id"),
                        Reason.BUNDLE_MISSING,
                        () -> Message.of("found.row.bundle", kind.singular(), key(kind, row)));
            }
        }
        return findings.result("rows");
    }

    private static CheckResult v13(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        List<Message> covered = new ArrayList<>();
        for (CatalogKind kind : CatalogKind.values()) {
            String sql = "SELECT count(*) AS total, count(asset_bundle_id) AS with_bundle_id FROM "
                    + VerifyContext.table(kind) + " WHERE " + VerifyContext.ours(kind);
            Row row = Row.query(context.database(), sql).get(0);
            long total = Long.parseLong(row.text("total"));
            long withBundle = Long.parseLong(row.text("with_bundle_id"));
            covered.add(coverage(kind, withBundle, total));
            if (total > 0) {
                findings.expect(
                        withBundle == total,
                        Reason.BUNDLE_MISSING,
                        () -> Message.of("found.where", VerifyContext.table(kind), coverage(kind, withBundle, total)));
            }
        }
        return findings.result("tables", Message.of("verify.coverage", Message.list(covered)));
    }

    private static CheckResult v14(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        for (Map.Entry<CatalogKind, String> needed : NEEDED.entrySet()) {
            CatalogKind kind = needed.getKey();
            for (Row row : context.rows(kind)) {
                findings.expect(
                        !row.isBlank(needed.getValue()),
                        Reason.FIELD_INVALID,
                        () -> Message.of("found.row.lacks", kind.singular(), key(kind, row), needed.getValue()));
            }
        }
        return findings.result("rows");
    }

    /** The entries of a catalog file; none if there is no file, which is V9's matter. */
    static JsonNode entries(Path file, CatalogKind kind) throws IOException {
        try {
            return VerifyContext.json(file).path(kind.plural());
        } catch (NoSuchFileException e) {
            return MissingNode.getInstance();
        }
    }

    private static String key(CatalogKind kind, JsonNode entry) {
        return switch (kind) {
            case FACTOR -> entry.path("factor_name").asText();
            case MODEL -> entry.path("model_id").asText();
            case STRATEGY -> entry.path("strategy_id").asText();
            case LOOP ->
                entry.path("task_run_id").asText() + "/" + entry.path("loop_id").asText();
        };
    }

    static String key(CatalogKind kind, Row row) {
        return switch (kind) {
            case FACTOR -> row.text("factor_name");
            case MODEL -> row.text("model_id");
            case STRATEGY -> row.text("strategy_id");
            case LOOP -> row.text("task_run_id") + "/" + row.text("loop_id");
        };
    }
}
