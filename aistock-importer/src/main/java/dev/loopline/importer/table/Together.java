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
    private final ReadyLines ready;
    private final Flight flight = new Flight();

    Together(Connection connection, ReadyLines ready) {
        this.connection = connection;
        this.ready = ready;
    }

    @Override
    public void write(
            TableUpsert table, String kind, Collection<ObjectNode> rows, Consumer<TableUpsert.Written> written)
            throws SQLException {
        table.add(flight, connection, ready, rows, written);
    }

    @Override
    public void deleteOthers(TableUpsert table, Collection<LoopKey> loops, Collection<ObjectNode> wanted) {
        table.addDeleteOthers(flight, loops, wanted);
    }

    @Override
    public void finish() throws SQLException {
        flight.fly(connection);
    }
}
