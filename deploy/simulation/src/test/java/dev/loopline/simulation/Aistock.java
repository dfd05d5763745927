package dev.loopline.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.importer.schema.SchemaUpdate;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** AIstock's database, which worlds use one after the other, and its faults. For one thread at a time. */
final class Aistock implements AutoCloseable {

    private static final List<String> SHOWN = List.of(
            "public.aistock_loop_catalog",
            "public.aistock_factor_catalog",
            "public.aistock_model_catalog",
            "public.aistock_strategy_catalog",
            "public.aistock_factor_occurrence",
            "rdagent.loops",
            "rdagent.workspaces",
            "rdagent.production_bundles",
            "rdagent.artifacts",
            "rdagent.artifact_files");

    private static final List<String> BOOKS = List.of("public.loopline_import", "public.loopline_rejected");

    private final Path folder;
    private final EmbeddedDatabase server;
    private final Connection connection;
    private Fault fault = Fault.NONE;

    /** What may happen to the next transaction. */
    enum Fault {
        NONE,
        LOST_BEFORE_COMMIT,
        LOST_AFTER_COMMIT,
        CRASH_BEFORE_COMMIT,
        CRASH_AFTER_COMMIT
    }

    Aistock() throws IOException, SQLException {
        folder = Folders.make();
        server = EmbeddedDatabase.start(DatabaseOptions.in(folder, "simulation"));
        SchemaUpdate.apply(
                Flyway.configure()
                        .dataSource(server.jdbcUrl(), server.user(), server.password())
                        .table("loopline_schema_history")
                        .defaultSchema("public")
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .load(),
                "the simulation's database");
        connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    /** As if nothing had ever been imported. */
    void clear() throws SQLException {
        fault = Fault.NONE;
        StringBuilder all = new StringBuilder();
        BOOKS.forEach(table -> all.append("DELETE FROM ").append(table).append(';'));
        SHOWN.forEach(table -> all.append("DELETE FROM ").append(table).append(';'));
        new Sql(connection).execute(all.toString());
    }

    void disturb(Fault next) {
        fault = next;
    }

    /** Each row by its table and content, but for times and what the database numbers itself. */
    Map<String, String> view() throws SQLException {
        Map<String, String> view = new TreeMap<>();
        for (String table : SHOWN) {
            String sql = "SELECT (to_jsonb(t) - 'id')::text FROM " + table + " t ORDER BY 1";
            for (String row : new Sql(connection).list(sql, one -> one.getString(1))) {
                String text = clean(row);
                String name = table + " " + text;
                view.put(view.containsKey(name) ? name + " twice" : name, "");
            }
        }
        return view;
    }

    private static String clean(String row) {
        try {
            return View.withoutTimes(Json.mapper().readTree(row)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many loops the importer still has to announce. */
    long owed() throws SQLException {
        return new Sql(connection).number("SELECT count(*) FROM public.loopline_import WHERE NOT published");
    }

    DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals("getConnection")) {
                        return lent();
                    }
                    throw new UnsupportedOperationException(called.toString());
                });
    }

    /** The one connection; to close it gives it back. */
    private Connection lent() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, called, arguments) -> {
                    switch (called.getName()) {
                        case "close" -> {
                            return null;
                        }
                        case "commit" -> {
                            commit();
                            return null;
                        }
                        default -> {
                            try {
                                return called.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    }
                });
    }

    private void commit() throws SQLException {
        Fault now = fault;
        fault = Fault.NONE;
        if (now == Fault.LOST_BEFORE_COMMIT || now == Fault.CRASH_BEFORE_COMMIT) {
            connection.rollback();
        } else {
            connection.commit();
        }
        if (now == Fault.CRASH_BEFORE_COMMIT || now == Fault.CRASH_AFTER_COMMIT) {
            connection.setAutoCommit(true);
            throw new Crash(Services.IMPORTER);
        }
        if (now != Fault.NONE) {
            throw new SQLException("the connection was lost", "08006");
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        server.close();
        FileTrees.delete(folder);
    }
}
