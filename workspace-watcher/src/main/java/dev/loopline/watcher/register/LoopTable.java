package dev.loopline.watcher.register;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.kit.sql.Sql;
import dev.loopline.watcher.files.InputFiles;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code loopline_loop} and {@code loopline_loop_files}. Stateless; the session decides on the thread. */
public final class LoopTable {

    private static final JsonMapper JSON = Json.mapper();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private static final String UPSERT = """
            INSERT INTO loopline_loop (task_run_id, loop_id, state, revision, content_digest, stat_fingerprint,
                row_signature, origin, evidence, assumption, folders, finished_at_utc, registered_at_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET state = excluded.state, revision = excluded.revision,
                content_digest = excluded.content_digest, stat_fingerprint = excluded.stat_fingerprint,
                row_signature = excluded.row_signature, origin = excluded.origin, evidence = excluded.evidence,
                assumption = excluded.assumption, folders = excluded.folders,
                finished_at_utc = excluded.finished_at_utc, registered_at_utc = excluded.registered_at_utc""";

    private static final String PUT_FILES = """
            INSERT INTO loopline_loop_files (task_run_id, loop_id, files) VALUES (?, ?, ?)
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET files = excluded.files""";

    private static final String UNSETTLED = """
            SELECT task_run_id, loop_id, CASE failed_revision WHEN revision THEN failure END AS failure FROM loopline_loop
            WHERE (failed_revision = revision OR incomplete_revision = revision) AND state = 'registered'
                AND content_digest IS NOT NULL ORDER BY task_run_id, loop_id""";

    private static final String IN_FLIGHT = """
            SELECT task_run_id, loop_id FROM loopline_loop
            WHERE state = 'registered' AND content_digest IS NOT NULL AND imported_revision < revision
                AND failed_revision < revision AND (backfilled_revision < revision OR COALESCE(has_result, 1) <> 0)
                AND NOT EXISTS (SELECT 1 FROM loopline_outbox)
            ORDER BY task_run_id, loop_id LIMIT ?""";

    private static final String PROGRESS = """
            SELECT TOTAL(backfilled_revision) + TOTAL(bundled_revision) + TOTAL(imported_revision) + TOTAL(failed_revision)
            FROM loopline_loop""";

    private static final String TAKE_UP = """
            INSERT INTO loopline_loop (task_run_id, loop_id, state, revision) VALUES (?, ?, 'registered', ?)
            ON CONFLICT (task_run_id, loop_id) DO UPDATE SET revision = MAX(revision, excluded.revision)""";

    private static final String ANNOUNCE_AGAIN = """
            UPDATE loopline_loop SET content_digest = '', backfilled_revision = 0, bundled_revision = 0, imported_revision = 0
            WHERE task_run_id = ? AND loop_id = ? AND revision <= ? AND state = 'registered' AND content_digest IS NOT NULL""";

    private LoopTable() {}

    /** All rows that are complete. */
    public static List<KnownLoop> all(Sql session) throws SQLException {
        return session.list("SELECT * FROM loopline_loop WHERE content_digest IS NOT NULL", LoopTable::map);
    }

    /**
     * What a {@link LoopBook} holds.
     *
     * @param loops all rows that are complete
     * @param folders the primary folders of loops that are known from the topic alone
     * @param others the loops that other homes announced, each with its home
     */
    public record Content(List<KnownLoop> loops, Map<String, LoopKey> folders, Map<LoopKey, String> others) {}

    /** All that is known of loops. */
    public static Content content(Sql session) throws SQLException {
        Map<String, LoopKey> folders = new HashMap<>();
        session.list(
                        "SELECT task_run_id, loop_id, folders FROM loopline_loop"
                                + " WHERE content_digest IS NULL AND folders IS NOT NULL",
                        row -> Map.entry(
                                texts(row.getString("folders")).get(0),
                                new LoopKey(row.getString("task_run_id"), row.getInt("loop_id"))))
                .forEach(entry -> folders.put(entry.getKey(), entry.getValue()));
        return new Content(all(session), folders, OtherHomes.all(session));
    }

    /** The row of a loop. */
    public static Optional<KnownLoop> find(Sql session, LoopKey key) throws SQLException {
        return session
                .list(
                        "SELECT * FROM loopline_loop WHERE task_run_id = ? AND loop_id = ? AND content_digest IS NOT NULL",
                        LoopTable::map,
                        key.taskRunId(),
                        key.loopId())
                .stream()
                .findFirst();
    }

    /**
     * A loop whose newest revision did not come through as a whole.
     *
     * @param failure {@code <REASON>: <message>} of the service that gave it up; null if none did, but one did not find all files
     */
    public record Unsettled(LoopKey key, @Nullable String failure) {}

    /** The loops that failed at their newest revision, or of which a service did not find all files. */
    public static List<Unsettled> unsettled(Sql session) throws SQLException {
        return session.list(
                UNSETTLED,
                row -> new Unsettled(
                        new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")), row.getString("failure")));
    }

    /**
     * How far all loops are, and which are still on their way.
     *
     * @param progress a number that changes when any loop comes further
     * @param inFlight loops of which everything is published, and which neither arrived nor failed; not more than were asked for
     */
    public record Traffic(double progress, List<LoopKey> inFlight) {}

    /** @param most how many loops on their way */
    public static Traffic traffic(Sql session, int most) throws SQLException {
        return new Traffic(
                session.one(PROGRESS, row -> row.getDouble(1)),
                session.list(IN_FLIGHT, row -> new LoopKey(row.getString(1), row.getInt(2)), most));
    }

    /** The newest revision of a loop, also of one that is known from events only; 0 if there is none. */
    static long revision(Sql session, LoopKey key) throws SQLException {
        return session.number(
                "SELECT revision FROM loopline_loop WHERE task_run_id = ? AND loop_id = ?",
                key.taskRunId(),
                key.loopId());
    }

    /**
     * Remembers that a revision of a loop was published, so that the next one is higher. A loop that is not there, because the
     * registry was made anew, gets a row that holds nothing else.
     */
    public static void takeUp(Sql session, LoopKey key, long revision) throws SQLException {
        session.update(TAKE_UP, key.taskRunId(), key.loopId(), revision);
    }

    /** Keeps the primary folder of a loop of which only events tell; null keeps none. */
    public static void keepFolder(Sql session, LoopKey key, @Nullable String folder) throws SQLException {
        session.update(
                "UPDATE loopline_loop SET folders = ? WHERE task_run_id = ? AND loop_id = ? AND content_digest IS NULL",
                folder == null ? null : json(List.of(folder)),
                key.taskRunId(),
                key.loopId());
    }

    /**
     * Has a registered loop announced once more, whatever its content is, and forgets how far it has come. A loop that has a
     * higher revision than this stays as it is.
     */
    public static void announceAgain(Sql session, LoopKey key, long revision) throws SQLException {
        session.update(ANNOUNCE_AGAIN, key.taskRunId(), key.loopId(), revision);
    }

    /** Writes what the watcher itself knows of a loop; how far the others have come stays as it is. */
    static void put(Sql session, KnownLoop loop) throws SQLException {
        session.update(
                UPSERT,
                loop.key().taskRunId(),
                loop.key().loopId(),
                lower(loop.state()),
                loop.revision(),
                loop.contentDigest(),
                loop.statFingerprint(),
                loop.rowSignature(),
                lower(loop.origin()),
                lower(loop.evidence()),
                loop.assumption(),
                json(loop.folders()),
                loop.finishedAtUtc(),
                loop.registeredAtUtc());
    }

    /** Notes what the files and the row looked like when they were last found unchanged. */
    static void seen(Sql session, LoopKey key, String statFingerprint, String rowSignature) throws SQLException {
        session.update(
                "UPDATE loopline_loop SET stat_fingerprint = ?, row_signature = ? WHERE task_run_id = ? AND loop_id = ?",
                statFingerprint,
                rowSignature,
                key.taskRunId(),
                key.loopId());
    }

    /** Keeps the files that a loop was registered with. */
    static void putFiles(Sql session, LoopKey key, InputFiles files) throws SQLException {
        session.update(PUT_FILES, key.taskRunId(), key.loopId(), files.encode());
    }

    /** The files that a loop was registered with; none if an older version registered it. */
    public static InputFiles files(Sql session, LoopKey key) throws SQLException {
        List<byte[]> kept = session.list(
                "SELECT files FROM loopline_loop_files WHERE task_run_id = ? AND loop_id = ?",
                row -> row.getBytes("files"),
                key.taskRunId(),
                key.loopId());
        try {
            return kept.isEmpty() ? InputFiles.NONE : InputFiles.decode(kept.get(0));
        } catch (IOException e) {
            throw new IllegalStateException("loopline_loop_files of " + key + " is not what was written", e);
        }
    }

    private static KnownLoop map(ResultSet row) throws SQLException {
        String hasResult = row.getString("has_result");
        return new KnownLoop(
                new LoopKey(row.getString("task_run_id"), row.getInt("loop_id")),
                KnownLoop.State.valueOf(upper(row, "state")),
                row.getLong("revision"),
                text(row, "content_digest"),
                text(row, "stat_fingerprint"),
                text(row, "row_signature"),
                KnownLoop.Origin.valueOf(upper(row, "origin")),
                CompletionEvidence.valueOf(upper(row, "evidence")),
                row.getString("assumption"),
                texts(row.getString("folders")),
                text(row, "finished_at_utc"),
                text(row, "registered_at_utc"),
                row.getLong("backfilled_revision"),
                row.getLong("bundled_revision"),
                row.getLong("imported_revision"),
                hasResult == null ? null : hasResult.equals("1"),
                row.getString("own_feedback"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).orElse("");
    }

    private static String upper(ResultSet row, String column) throws SQLException {
        return text(row, column).toUpperCase(Locale.ROOT);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String json(List<String> texts) {
        try {
            return JSON.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }

    private static List<String> texts(@Nullable String json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("loopline_loop.folders is not what was written: " + json, e);
        }
    }
}
