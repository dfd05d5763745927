package dev.loopline.importer.results;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.kit.sql.Sql;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the results API says of the catalogs, as JSON that the database makes row by row, so that an answer of any size needs
 * little memory. An entry has all that its row has, under the names that AIstock's importer reads, and beside them what it would
 * store as {@code raw_payload}. Only rows of Loopline. Safe for all threads.
 */
final class ResultsQueries {

    private static final int ROWS_AT_ONCE = 100;

    /** What is Loopline's bookkeeping, the database's, or said by the envelope. */
    private static final String NOT_SAID = "ARRAY['id', 'raw_payload', 'updated_at', 'loopline_fingerprint',"
            + " 'loopline_revision', 'loopline_sequence', 'catalog_version', 'generated_at_utc', 'catalog_source',"
            + " 'code_text', 'realtime_code_text']";

    /** AIstock knows a factor by its normalised name, and removes by it what is not listed. */
    private static final String FACTOR =
            entry("f") + " || jsonb_build_object('name', f.factor_name, 'raw_name', f.name, 'performance_json',"
                    + " f.performance_metrics)";

    private static final String STRATEGY = entry("s");
    private static final String MODEL = entry("m");
    private static final String LOOP = entry("c");

    private static final String FACTORS = "SELECT (" + FACTOR + ")::text, f.generated_at_utc::timestamptz FROM"
            + " public.aistock_factor_catalog f WHERE f.loopline_revision > 0 AND (?::text IS NULL OR f.source = ?) AND"
            + " (?::text IS NULL OR f.tags ?? ?) ORDER BY f.factor_name";

    private static final String STRATEGIES = "SELECT (" + STRATEGY + ")::text, s.generated_at_utc::timestamptz FROM"
            + " public.aistock_strategy_catalog s WHERE s.loopline_revision IS NOT NULL ORDER BY s.strategy_id";

    private static final String MODELS = "SELECT (" + MODEL + ")::text, m.generated_at_utc::timestamptz FROM"
            + " public.aistock_model_catalog m WHERE m.loopline_revision IS NOT NULL ORDER BY m.model_id";

    private static final String LOOPS = "SELECT (" + LOOP + ")::text, c.generated_at_utc::timestamptz FROM"
            + " public.aistock_loop_catalog c WHERE c.loopline_revision IS NOT NULL ORDER BY c.task_run_id, c.loop_id";

    /** All loops up to the limit, and those that share the time of the last one (FETCH FIRST ... WITH TIES). */
    private static final String INCREMENTAL = "WITH page AS (SELECT i.task_run_id, i.loop_id, i.imported_at FROM"
            + " public.loopline_import i WHERE NOT i.tombstone AND i.imported_at > ? ORDER BY i.imported_at FETCH FIRST ?"
            + " ROWS WITH TIES) SELECT ((to_jsonb(r) - 'metrics_json') || " + LOOP + " || jsonb_build_object('source',"
            + " c.catalog_source, 'updated_at_utc', p.imported_at, 'factors', COALESCE((SELECT jsonb_agg(" + FACTOR
            + " ORDER BY f.factor_name) FROM public.aistock_factor_catalog f WHERE f.task_run_id = p.task_run_id AND f.loop_id"
            + " = p.loop_id AND f.loopline_revision > 0), '[]'), 'models', COALESCE((SELECT jsonb_agg(" + MODEL
            + " ORDER BY m.model_id) FROM public.aistock_model_catalog m WHERE m.task_run_id = p.task_run_id AND m.loop_id ="
            + " p.loop_id AND m.loopline_revision IS NOT NULL), '[]')))::text, p.imported_at FROM page p JOIN"
            + " public.aistock_loop_catalog c ON c.task_run_id = p.task_run_id AND c.loop_id = p.loop_id JOIN rdagent.loops r"
            + " ON r.task_run_id = p.task_run_id AND r.loop_id = p.loop_id ORDER BY p.imported_at, p.task_run_id, p.loop_id";

    private static final String ARTIFACTS = """
            SELECT jsonb_build_object('task_run_id', ?, 'loop_id', ?, 'artifacts', COALESCE((
                SELECT jsonb_agg(jsonb_build_object('artifact_id', a.artifact_id, 'artifact_type', a.artifact_type,
                    'name', a.name, 'status', a.status, 'primary_flag', a.primary_flag, 'entry_path', a.entry_path,
                    'summary', a.summary_json::jsonb, 'files', COALESCE((
                        SELECT jsonb_agg(jsonb_build_object('file_id', f.file_id, 'path', f.path, 'sha256', f.sha256,
                            'size_bytes', f.size_bytes, 'mtime_utc', f.mtime_utc, 'kind', f.kind) ORDER BY f.path)
                        FROM rdagent.artifact_files f WHERE f.task_run_id = a.task_run_id AND f.loop_id = a.loop_id
                            AND f.artifact_id = a.artifact_id), '[]')) ORDER BY a.artifact_id)
                FROM rdagent.artifacts a WHERE a.task_run_id = ? AND a.loop_id = ?), '[]'))::text""";

    private static final String ONE_FACTOR = "SELECT (" + FACTOR + ")::text FROM public.aistock_factor_catalog f WHERE"
            + " f.factor_name = ? AND f.loopline_revision > 0";

    private final DataSource database;

    ResultsQueries(DataSource database) {
        this.database = database;
    }

    private static String entry(String row) {
        return "COALESCE(" + row + ".raw_payload, '{}') || (to_jsonb(" + row + ") - " + NOT_SAID + ")";
    }

    /**
     * Which factors are wanted; a null value wants all.
     *
     * @param source their source
     * @param tag one of their tags
     */
    record Wanted(@Nullable String source, @Nullable String tag) {}

    /** Writes a whole catalog. @param wanted which entries, of the factors */
    void catalog(CatalogKind kind, Wanted wanted, OutputStream out) throws SQLException, IOException {
        switch (kind) {
            case FACTOR ->
                write(kind, FACTORS, null, out, wanted.source(), wanted.source(), wanted.tag(), wanted.tag());
            case STRATEGY -> write(kind, STRATEGIES, null, out);
            case MODEL -> write(kind, MODELS, null, out);
            case LOOP -> write(kind, LOOPS, null, out);
        }
    }

    /**
     * Writes the loops that were imported after a time, the oldest first.
     *
     * @param limit how many at least, where there are so many
     */
    void incremental(OffsetDateTime after, int limit, OutputStream out) throws SQLException, IOException {
        write(CatalogKind.LOOP, INCREMENTAL, after, out, after, limit);
    }

    String artifacts(String taskRunId, int loopId) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.one(ARTIFACTS, row -> row.getString(1), taskRunId, loopId, taskRunId, loopId);
        }
    }

    Optional<String> factor(String factorName) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.first(ONE_FACTOR, row -> row.getString(1), factorName);
        }
    }

    /** @param earliest what {@code generated_at_utc} is where there is no entry; null for now */
    private void write(
            CatalogKind kind,
            String query,
            @Nullable OffsetDateTime earliest,
            OutputStream out,
            @Nullable Object... values)
            throws SQLException, IOException {
        Writer json = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                // Within a transaction the driver reads so many rows at a time.
                statement.setFetchSize(ROWS_AT_ONCE);
                Sql.bind(statement, Arrays.asList(values));
                try (ResultSet rows = statement.executeQuery()) {
                    entries(kind, rows, earliest, json);
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        json.flush();
    }

    private static void entries(CatalogKind kind, ResultSet rows, @Nullable OffsetDateTime earliest, Writer json)
            throws SQLException, IOException {
        json.write("{\"version\": \"" + CatalogKind.VERSION + "\", \"source\": \"" + CatalogKind.SOURCE + "\", \""
                + kind.plural() + "\": [");
        OffsetDateTime newest = earliest;
        int count = 0;
        while (rows.next()) {
            json.write(count++ == 0 ? "\n" : ",\n");
            json.write(rows.getString(1));
            OffsetDateTime time = rows.getObject(2, OffsetDateTime.class);
            newest = newest == null || time.isAfter(newest) ? time : newest;
        }
        OffsetDateTime generated = newest == null ? OffsetDateTime.now(ZoneOffset.UTC) : newest;
        json.write("], \"count\": " + count + ", \"generated_at_utc\": \""
                + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(generated.withOffsetSameInstant(ZoneOffset.UTC))
                + "\"}");
    }
}
