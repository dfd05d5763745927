package dev.loopline.catalog.state;

import dev.loopline.catalog.project.FactorCandidate;
import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Builds what has to be published from the tables, so that it is complete whenever it goes out. */
final class Outbox {

    private static final String LOOP =
            "SELECT ord, sequence, live, revision, body FROM loop LEFT JOIN projection USING (ord) ";

    private final Db db;
    private final Map<LoopKey, LoopProjection> fresh;

    /** @param fresh projections that need not be read, because they were written a moment ago */
    Outbox(Db db, Map<LoopKey, LoopProjection> fresh) {
        this.db = db;
        this.fresh = fresh;
    }

    private record Row(byte[] ord, long sequence, boolean live, long revision, byte[] projection) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(row.getBytes(1), row.getLong(2), row.getBoolean(3), row.getLong(4), row.getBytes(5));
        }
    }

    /** Loops that wait to be published, lowest sequence first. */
    List<Announcement> waiting(int limit) throws SQLException {
        List<Row> rows = db.list(
                "SELECT l.ord, l.sequence, l.live, l.revision, p.body FROM dirty d JOIN loop l USING (ord)"
                        + " LEFT JOIN projection p USING (ord) WHERE d.refused IS NULL ORDER BY d.sequence LIMIT ?",
                Row::read,
                limit);
        return announcements(rows);
    }

    /** Loops with a higher sequence, lowest first. */
    List<Announcement> since(long sequence, int limit) throws SQLException {
        return announcements(
                db.list(LOOP + "WHERE sequence > ? ORDER BY sequence LIMIT ?", Row::read, sequence, limit));
    }

    List<Announcement> of(LoopKey key) throws SQLException {
        return announcements(db.list(LOOP + "WHERE ord = ?", Row::read, (Object) LoopOrder.encode(key)));
    }

    private List<Announcement> announcements(List<Row> rows) throws SQLException {
        List<Announcement> out = new ArrayList<>();
        for (Row row : rows) {
            List<String> gone = db.list(
                    "SELECT fingerprint FROM gone WHERE ord = ? ORDER BY fingerprint",
                    found -> found.getString(1),
                    (Object) row.ord());
            out.add(
                    row.live()
                            ? new Announcement.Updated(updated(row, gone))
                            : new Announcement.Withdrawal(
                                    new Tombstone(LoopOrder.decode(row.ord()), row.revision(), row.sequence(), gone)));
        }
        return out;
    }

    private CatalogUpdated updated(Row row, List<String> gone) throws SQLException {
        LoopProjection known = fresh.get(LoopOrder.decode(row.ord()));
        LoopProjection projection = known == null ? ProjectionCodec.read(row.projection()) : known;
        return new CatalogUpdated(
                row.sequence(),
                row.revision(),
                projection.loop(),
                projection.workspaces(),
                projection.primaryWorkspaceId(),
                projection.bundle(),
                projection.files(),
                projection.artifacts(),
                projection.loopEntry(),
                projection.models(),
                projection.strategies(),
                projection.factors().stream().map(FactorCandidate::occurrence).toList(),
                owned(row.ord(), projection),
                gone,
                CatalogKind.VERSION,
                projection.generatedAt());
    }

    /** The rows of the factors that the loop shows; what they say is part of the projection. */
    private List<FactorEntry> owned(byte[] ord, LoopProjection projection) throws SQLException {
        Map<String, FactorEntry> entries = new HashMap<>();
        projection.factors().forEach(factor -> entries.put(factor.entry().fingerprint(), factor.entry()));
        return db.list(
                "SELECT fingerprint, occurrences FROM factor WHERE ord = ? ORDER BY fingerprint",
                row -> Objects.requireNonNull(entries.get(row.getString(1)), "a factor that its owner lacks")
                        .withOccurrenceCount(row.getInt(2)),
                (Object) ord);
    }

    Optional<FactorEntry> factor(String fingerprint) throws SQLException {
        return db.first(
                "SELECT body, occurrences FROM factor JOIN factor_body USING (fingerprint) WHERE fingerprint = ?",
                row -> factor(row.getString(1), row.getInt(2)),
                fingerprint);
    }

    private static FactorEntry factor(String body, int occurrences) {
        try {
            return Json.mapper().readValue(CatalogJson.counted(body, occurrences), FactorEntry.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the state holds a factor that cannot be read", e);
        }
    }
}
