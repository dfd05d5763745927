package dev.loopline.watcher.registry;

import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of RD-Agent's tables, however they were made: an UPDATE and then, if there was no such row, an INSERT, so that no
 * unique key has to be there. A row that the table refuses, by a constraint, a trigger or because it is a view, is kept in our
 * table beside it from then on. For the thread of its session, within a transaction.
 */
public final class RowWriter {

    private static final Logger LOG = Logger.getLogger(RowWriter.class);

    private final RegistrySession session;
    private final FoundTables tables;

    RowWriter(RegistrySession session, FoundTables tables) {
        this.session = session;
        this.tables = tables;
    }

    /** What is tried on a table that was found; gives the reason if the table did not take it. */
    private interface Attempt {
        @Nullable
        String run(FoundTable found) throws SQLException;
    }

    /** Changes the row, or adds it. */
    public void upsert(RowChange change) throws SQLException {
        write(change, true);
    }

    /** Changes the row if it is there. */
    public void update(RowChange change) throws SQLException {
        write(change, false);
    }

    /** Removes the row. */
    public void delete(RdAgentTable table, Object... key) throws SQLException {
        RowChange row = RowChange.of(table, key);
        if (tables.isKept(table)) {
            run(RowStatements.delete(FoundTable.kept(table), row));
        }
        String refusal = attempt(table, found -> remove(found, row));
        FoundTable found = tables.of(table);
        if (refusal != null && found.isReadable() && isThere(found, row)) {
            // An empty row of ours hides the one that cannot be removed.
            keepFrom(table);
            run(RowStatements.insert(FoundTable.kept(table), row.onlyNew(FoundTable.REFUSAL, refusal)));
        }
    }

    /**
     * Removes rows by another condition than the key, as far as the table allows it.
     *
     * @param condition what follows WHERE
     */
    public void deleteWhere(RdAgentTable table, String condition, @Nullable Object... parameters) throws SQLException {
        attempt(table, found -> {
            session.update("DELETE FROM " + found.name() + " WHERE " + condition, parameters);
            return null;
        });
        if (tables.isKept(table)) {
            session.update("DELETE FROM " + table.kept() + " WHERE " + condition, parameters);
        }
    }

    /** Puts the rows that are kept into the tables that take them by now. */
    void giveBack() throws SQLException {
        for (RdAgentTable table : RdAgentTable.values()) {
            if (tables.isKept(table) && tables.unwritable(table) == null) {
                for (RowChange row : KeptRows.of(session, table)) {
                    String refusal = attempt(
                            table, found -> KeptRows.isRemoval(row) ? remove(found, row) : change(found, row, true));
                    if (refusal == null) {
                        run(RowStatements.delete(FoundTable.kept(table), row));
                    }
                }
            }
        }
    }

    private @Nullable String remove(FoundTable found, RowChange row) throws SQLException {
        run(RowStatements.delete(found, row));
        return found.hasTriggers() && isThere(found, row) ? skipped(found.table()) : null;
    }

    private void write(RowChange change, boolean adds) throws SQLException {
        RdAgentTable table = change.table();
        FoundTable kept = FoundTable.kept(table);
        if (tables.isKept(table) && isThere(kept, change)) {
            change(kept, change, adds);
            return;
        }
        String refusal = attempt(table, found -> change(found, change, adds));
        if (refusal != null) {
            keepFrom(table);
            FoundTable found = tables.of(table);
            if (found.isReadable()) {
                run(RowStatements.copy(found, change, refusal));
            }
            change(kept, change.onlyNew(FoundTable.REFUSAL, refusal), adds);
        }
    }

    private @Nullable String change(FoundTable found, RowChange change, boolean adds) throws SQLException {
        RowStatements.Statement update = RowStatements.update(found, change);
        if (update != null && run(update) > 0) {
            return null;
        }
        if (!adds) {
            return null;
        }
        if ((update == null || found.hasTriggers()) && isThere(found, change)) {
            return update == null ? null : skipped(found.table());
        }
        return run(RowStatements.insert(found, change)) > 0 ? null : skipped(found.table());
    }

    private @Nullable String attempt(RdAgentTable table, Attempt attempt) throws SQLException {
        String unwritable = tables.unwritable(table);
        if (unwritable != null) {
            return unwritable;
        }
        try {
            return attempt.run(tables.of(table));
        } catch (SQLException e) {
            if (!SqliteErrors.isRefusal(e)) {
                throw e;
            }
            String reason = "the table " + table.table() + " refuses them: " + SqliteErrors.detail(e);
            if (!session.isInTransaction()) {
                throw new TransactionLostException(table, reason);
            }
            return reason;
        }
    }

    private void keepFrom(RdAgentTable table) throws SQLException {
        if (!tables.isKept(table)) {
            session.execute(table.createKeptStatement());
            tables.keep(table);
            LOG.warnf("Rows are kept in a table of Loopline's own. table=%s own=%s", table.table(), table.kept());
        }
    }

    private boolean isThere(FoundTable found, RowChange change) throws SQLException {
        RowStatements.Statement exists = RowStatements.exists(found, change);
        return session.number(exists.sql(), exists.parameters()) > 0;
    }

    private int run(RowStatements.Statement statement) throws SQLException {
        return session.update(statement.sql(), statement.parameters());
    }

    private static String skipped(RdAgentTable table) {
        return "a trigger of the table " + table.table() + " skips them";
    }
}
