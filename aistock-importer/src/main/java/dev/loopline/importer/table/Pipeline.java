package dev.loopline.importer.table;

import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several statements that travel to the server together and are executed in order: one round trip instead of one each
 * (PostgreSQL's extended protocol takes any number of statements before the reply is awaited). If one fails, the later ones
 * are not executed. Not safe for several threads.
 */
public final class Pipeline {

    private final List<String> statements = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    /** Takes the result of one statement. */
    public interface Reader {
        void read(ResultSet result) throws SQLException;
    }

    /**
     * Adds a statement.
     *
     * @param reader takes its rows; null if it has none or they are not wanted
     * @param values its parameters: {@code String[]} for an array of texts, {@code Integer[]}, {@code Long[]}, or what JDBC takes
     */
    public Pipeline add(String sql, @Nullable Reader reader, Object... values) {
        statements.add(sql);
        parameters.addAll(List.of(values));
        readers.add(reader == null ? result -> {} : reader);
        return this;
    }

    public boolean isEmpty() {
        return statements.isEmpty();
    }

    /** Executes all, in order, and hands out the results. */
    public void run(Connection connection) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(String.join(";", statements))) {
            Sql.bind(statement, parameters);
            boolean hasRows = statement.execute();
            for (Reader reader : readers) {
                if (hasRows) {
                    try (ResultSet result = statement.getResultSet()) {
                        reader.read(result);
                    }
                }
                hasRows = statement.getMoreResults();
            }
        }
    }
}
