package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;

/** See {@link RowWriter#together}. */
final class Together implements RowWriter {

    private final Connection connection;
    private final ColumnTypes types;
    private Pipeline pipeline = new Pipeline();

    Together(Connection connection, ColumnTypes types) {
        this.connection = connection;
        this.types = types;
    }

    @Override
    public void write(
            TableUpsert table, String kind, Collection<ObjectNode> rows, Consumer<TableUpsert.Written> written)
            throws SQLException {
        table.add(pipeline, connection, types, rows, written);
    }

    @Override
    public void deleteOthers(TableUpsert table, Collection<LoopKey> loops, Collection<ObjectNode> wanted) {
        table.addDeleteOthers(pipeline, loops, wanted);
    }

    @Override
    public void query(String sql, Pipeline.Reader reader, Object... values) {
        pipeline.add(sql, reader, values);
    }

    @Override
    public void finish() throws SQLException {
        pipeline.run(connection);
        pipeline = new Pipeline();
    }
}
