package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.failure.FailureClassifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** See {@link RowWriter#oneByOne}. */
final class OneByOne implements RowWriter {

    private final Connection connection;
    private final ColumnTypes types;
    private final RefusedRows refused;

    OneByOne(Connection connection, ColumnTypes types, RefusedRows refused) {
        this.connection = connection;
        this.types = types;
        this.refused = refused;
    }

    @Override
    public void write(
            TableUpsert table, String kind, Collection<ObjectNode> rows, Consumer<TableUpsert.Written> written)
            throws SQLException {
        for (ObjectNode row : rows) {
            Savepoint before = connection.setSavepoint();
            try {
                Pipeline alone = new Pipeline();
                table.add(alone, connection, types, List.of(row), written);
                alone.run(connection);
                connection.releaseSavepoint(before);
            } catch (SQLException e) {
                if (FailureClassifier.isTransient(e)) {
                    throw e;
                }
                connection.rollback(before);
                refused.refused(kind, row, e);
            }
        }
    }

    @Override
    public void deleteOthers(TableUpsert table, Collection<LoopKey> loops, Collection<ObjectNode> wanted)
            throws SQLException {
        Pipeline alone = new Pipeline();
        table.addDeleteOthers(alone, loops, wanted);
        alone.run(connection);
    }

    @Override
    public void query(String sql, Pipeline.Reader reader, Object... values) throws SQLException {
        new Pipeline().add(sql, reader, values).run(connection);
    }

    @Override
    public void finish() {
        // each row was written when it came
    }
}
