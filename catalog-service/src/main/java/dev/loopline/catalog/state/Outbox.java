package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has to be published, and what was: the newest facts of loops, or that they are withdrawn. */
final class Outbox {

    private static final String LOOP =
            "SELECT loop_key, change, revision, body FROM loop LEFT JOIN facts USING (loop_key) ";

    private final Sql db;
    private final Map<LoopKey, CatalogUpdated> fresh;

    /** @param fresh facts that need not be read, because they were written a moment ago */
    Outbox(Sql db, Map<LoopKey, CatalogUpdated> fresh) {
        this.db = db;
        this.fresh = fresh;
    }

    /** Loops that wait to be published, the oldest change first. */
    List<Announcement> waiting(int limit) throws SQLException {
        return db.list(
                "SELECT l.loop_key, l.change, l.revision, f.body FROM unpublished u JOIN loop l USING (loop_key)"
                        + " LEFT JOIN facts f USING (loop_key) WHERE u.refused IS NULL ORDER BY u.change LIMIT ?",
                this::announcement,
                limit);
    }

    /** Loops that changed later, the oldest change first. */
    List<Announcement> since(long change, int limit) throws SQLException {
        return db.list(LOOP + "WHERE change > ? ORDER BY change LIMIT ?", this::announcement, change, limit);
    }

    List<Announcement> loop(LoopKey key) throws SQLException {
        return db.list(LOOP + "WHERE loop_key = ?", this::announcement, (Object) LoopOrder.encode(key));
    }

    /** Takes the marks of these changes away; a loop that changed meanwhile keeps its mark. */
    void published(List<Announcement> announcements) throws SQLException {
        for (Announcement done : announcements) {
            db.update(
                    "DELETE FROM unpublished WHERE loop_key = ? AND change = ?",
                    LoopOrder.encode(done.key()),
                    done.change());
        }
    }

    void refused(Announcement announcement, String reason) throws SQLException {
        db.update(
                "UPDATE unpublished SET refused = ? WHERE loop_key = ? AND change = ?",
                reason,
                LoopOrder.encode(announcement.key()),
                announcement.change());
    }

    Optional<String> refusal(LoopKey key) throws SQLException {
        return db.first(
                "SELECT refused FROM unpublished WHERE loop_key = ? AND refused IS NOT NULL",
                row -> row.getString(1),
                (Object) LoopOrder.encode(key));
    }

    private Announcement announcement(ResultSet row) throws SQLException {
        LoopKey key = LoopOrder.decode(row.getBytes(1));
        long change = row.getLong(2);
        byte @Nullable [] body = row.getBytes(4);
        if (body == null) {
            return new Announcement.Withdrawal(Tombstone.of(key, row.getLong(3)), change);
        }
        CatalogUpdated known = fresh.get(key);
        return new Announcement.Updated(known == null ? FactsCodec.read(body) : known, change);
    }
}
