package dev.loopline.importer.alpha;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.table.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Fetches the lists of baseline factors and merges them into their tables. One thread at a time. */
public final class AlphaMetas {

    private static final Logger LOG = Logger.getLogger(AlphaMetas.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final List<String> COLUMNS = List.of(
            "lib_version",
            "generated_at_utc",
            "expression",
            "description_cn",
            "freq",
            "align",
            "nan_policy",
            "impl_module",
            "impl_func",
            "impl_version",
            "variables",
            "interface_info",
            "best_performance",
            "best_performance_sharpe",
            "best_performance_ann_ret",
            "asset_bundle_id",
            "raw_payload");

    private final URI base;
    private final DataSource database;
    private final Map<AlphaKind, Sha256> merged = new EnumMap<>(AlphaKind.class);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param base catalog-service */
    public AlphaMetas(URI base, DataSource database) {
        this.base = base;
        this.database = database;
    }

    /**
     * What a merge did.
     *
     * @param total entries of the list
     * @param rows what happened to rows
     */
    public record Merged(int total, Rows rows) {}

    /** Merges the lists that changed since they were merged last. */
    public synchronized void refresh() throws IOException, InterruptedException, SQLException {
        for (AlphaKind kind : AlphaKind.values()) {
            Optional<byte[]> list = fetch(kind);
            if (list.isPresent() && !Sha256.of(list.get()).equals(merged.get(kind))) {
                merge(kind, list.get());
            }
        }
    }

    /**
     * Merges a list, whether it changed or not.
     *
     * @return empty if catalog-service has none
     */
    public synchronized Optional<Merged> merge(AlphaKind kind) throws IOException, InterruptedException, SQLException {
        Optional<byte[]> list = fetch(kind);
        return list.isEmpty() ? Optional.empty() : Optional.of(merge(kind, list.get()));
    }

    /** A list as catalog-service has it; empty if it has none. */
    public Optional<byte[]> fetch(AlphaKind kind) throws IOException, InterruptedException {
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + kind.path());
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() == 404) {
                return Optional.empty();
            }
            byte[] list = body.readNBytes(MOST_BYTES + 1);
            if (response.statusCode() != 200 || list.length > MOST_BYTES) {
                throw new IOException(uri + " answers " + response.statusCode() + " with " + list.length + " bytes");
            }
            return Optional.of(list);
        }
    }

    private Merged merge(AlphaKind kind, byte[] list) throws SQLException {
        JsonNode meta;
        try {
            meta = Json.mapper().readTree(list);
        } catch (IOException e) {
            return refused(kind, list, e);
        }
        AlphaRows rows = AlphaRows.of(kind, meta);
        int[] written = new int[2];
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Pipeline pipeline = new Pipeline();
                pipeline.add(
                        upsert(kind),
                        result -> {
                            while (result.next()) {
                                written[result.getBoolean(1) ? 0 : 1]++;
                            }
                        },
                        json(rows.rows()));
                reject(pipeline, kind, rows.rejections());
                pipeline.run(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        merged.put(kind, Sha256.of(list));
        int unchanged = rows.rows().size() - written[0] - written[1];
        Rows counts =
                new Rows(written[0], written[1], unchanged, 0, rows.rejections().size());
        LOG.infof("Baseline factors merged. kind=%s rows=%s", kind.label(), counts);
        return new Merged(rows.total(), counts);
    }

    private Merged refused(AlphaKind kind, byte[] list, IOException e) throws SQLException {
        String why = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        Pipeline pipeline = new Pipeline();
        reject(pipeline, kind, List.of(new Rejection(kind.label(), "*", "", "JSON_INVALID", String.valueOf(why))));
        try (Connection connection = database.getConnection()) {
            pipeline.run(connection);
        }
        merged.put(kind, Sha256.of(list));
        return new Merged(0, new Rows(0, 0, 0, 0, 1));
    }

    private static String json(List<ObjectNode> rows) {
        return Json.mapper().createArrayNode().addAll(rows).toString();
    }

    private static String upsert(AlphaKind kind) {
        String names = String.join(", ", COLUMNS);
        String set = COLUMNS.stream().map(one -> one + " = excluded." + one).collect(Collectors.joining(", "));
        String old = COLUMNS.stream().map(one -> "t." + one).collect(Collectors.joining(", "));
        String fresh = COLUMNS.stream().map(one -> "excluded." + one).collect(Collectors.joining(", "));
        return "INSERT INTO " + kind.table() + " AS t (factor_name, " + names + ") SELECT factor_name, " + names
                + " FROM jsonb_populate_recordset(NULL::" + kind.table() + ", ?::jsonb) ON CONFLICT (factor_name) DO"
                + " UPDATE SET " + set + " WHERE (" + old + ") IS DISTINCT FROM (" + fresh + ") RETURNING (t.xmax = 0)";
    }

    /** Rejections of a list belong to no loop: their task run is empty and their loop is -1. */
    private static void reject(Pipeline pipeline, AlphaKind kind, List<Rejection> rejections) {
        pipeline.add("DELETE FROM public.loopline_rejected WHERE task_run_id = '' AND kind = ?", null, kind.label());
        List<String> keys = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (Rejection one : rejections) {
            keys.add(one.entryKey());
            fields.add(one.field());
            reasons.add(one.reason());
            messages.add(one.message());
        }
        pipeline.add(
                "INSERT INTO public.loopline_rejected (task_run_id, loop_id, kind, entry_key, field, reason, message, at)"
                        + " SELECT '', -1, ?, u.*, now() FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) u",
                null,
                kind.label(),
                keys.toArray(String[]::new),
                fields.toArray(String[]::new),
                reasons.toArray(String[]::new),
                messages.toArray(String[]::new));
    }
}
