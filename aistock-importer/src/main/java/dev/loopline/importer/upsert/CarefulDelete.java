package dev.loopline.importer.upsert;

import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Set;

/** Deletes a row, unless another table of AIstock refers to it. Immutable; safe for all threads. */
final class CarefulDelete {

    /** PostgreSQL: foreign_key_violation, restrict_violation. */
    private static final Set<String> STILL_REFERENCED = Set.of("23503", "23001");

    private final String sql;

    /** @param condition with one question mark for the text of the row's key */
    CarefulDelete(String table, String condition) {
        this.sql = "DELETE FROM " + table + " WHERE " + condition;
    }

    /** What became of a row. */
    enum Outcome {
        DELETED,
        ABSENT,
        REFERENCED
    }

    Outcome delete(Connection connection, String rowKey) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            int rows = new Sql(connection).update(sql, rowKey);
            connection.releaseSavepoint(before);
            return rows == 0 ? Outcome.ABSENT : Outcome.DELETED;
        } catch (SQLException e) {
            if (!STILL_REFERENCED.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback(before);
            return Outcome.REFERENCED;
        }
    }
}
