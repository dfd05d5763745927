package dev.loopline.catalog.state;

import java.io.IOException;
import java.sql.SQLException;

/** Work during which nothing else may change the state. */
@FunctionalInterface
public interface Exclusive<T> {
    T run() throws SQLException, IOException;
}
