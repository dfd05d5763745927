package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;

/** How rows get into tables. In the caller's transaction; one per transaction. */
public interface RowWriter {

    /**
     * Writes these rows, now or with the next {@link #finish}.
     *
     * @param kind what they are, for a rejection
     * @param written takes each row that was inserted or updated, if the table counts them
     */
    void write(TableUpsert table, String kind, Collection<ObjectNode> rows, Consumer<TableUpsert.Written> written)
            throws SQLException;

    /** Deletes the rows of these loops that are not among the wanted ones, before later writes. */
    void deleteOthers(TableUpsert table, Collection<LoopKey> loops, Collection<ObjectNode> wanted) throws SQLException;

    /** Runs a statement after all writes so far, now or with the next {@link #finish}. */
    void query(String sql, Pipeline.Reader reader, Object... values) throws SQLException;

    /** Returns when everything is written. */
    void finish() throws SQLException;

    /** All in one round trip; the first row that the database refuses fails all of them. */
    static RowWriter together(Connection connection, ColumnTypes types) {
        return new Together(connection, types);
    }

    /** Row by row; a row that the database refuses is reported, and the others are written. */
    static RowWriter oneByOne(Connection connection, ColumnTypes types, RefusedRows refused) {
        return new OneByOne(connection, types, refused);
    }

    /** Takes the rows that the database refused. */
    interface RefusedRows {

        /** @throws SQLException the same failure, if nothing can be done without this row */
        void refused(String kind, ObjectNode row, SQLException failure) throws SQLException;
    }
}
