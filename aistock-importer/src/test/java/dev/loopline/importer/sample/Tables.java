package dev.loopline.importer.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The tables of a running importer. */
public final class Tables {

    private Tables() {}

    /** As if nothing had ever been imported. */
    public static void clear(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM aistock_loop_catalog; DELETE FROM aistock_factor_catalog; DELETE FROM"
                    + " aistock_model_catalog; DELETE FROM aistock_strategy_catalog; DELETE FROM aistock_factor_occurrence;"
                    + " DELETE FROM loopline_rejected; DELETE FROM loopline_import");
        }
    }
}
