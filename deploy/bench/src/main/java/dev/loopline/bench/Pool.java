package dev.loopline.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.postgresql.ds.common.BaseDataSource;

/** Connections that are kept, with the settings that the importer's have. Safe for all threads. */
final class Pool extends BaseDataSource implements javax.sql.DataSource, AutoCloseable {

    private final transient ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final String url;
    private final String user;
    private final String password;

    Pool(String url, String user, String password) {
        this.url = withService(url);
        this.user = user;
        this.password = password;
    }

    static String withService(String url) {
        return url + "?prepareThreshold=1&options=-c%20plan_cache_mode=force_generic_plan%20-c%20jit=off";
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection kept = idle.poll();
        Connection connection = kept == null ? DriverManager.getConnection(url, user, password) : kept;
        return (Connection) Proxy.newProxyInstance(
                Pool.class.getClassLoader(), new Class<?>[] {Connection.class}, (p, m, args) -> {
                    if (m.getName().equals("close")) {
                        idle.add(connection);
                        return null;
                    }
                    try {
                        return m.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String ignoredUser, String ignoredPassword) throws SQLException {
        return getConnection();
    }

    @Override
    public String getDescription() {
        return "bench";
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("no wrapper");
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : idle) {
            connection.close();
        }
    }
}
