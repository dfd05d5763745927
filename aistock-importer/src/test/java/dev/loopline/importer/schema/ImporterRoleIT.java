package dev.loopline.importer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ImporterRoleIT {

    private static final Path SCRIPT = Path.of("../deploy/database/importer-role.sql");

    @Test
    void theRoleOfTheScriptCanImportAndNothingElse() throws SQLException, IOException {
        // Given
        TestDatabase database = TestDatabase.migrated();
        database.execute("CREATE TABLE somebody_elses (secret TEXT)");
        database.executeAsSuperuser(Files.readString(SCRIPT));
        database.executeAsSuperuser("ALTER ROLE loopline_importer PASSWORD 'importer'");
        PGSimpleDataSource importer = new PGSimpleDataSource();
        importer.setUrl(database.source().getUrl());
        importer.setUser("loopline_importer");
        importer.setPassword("importer");
        List<CatalogChange> changes = new ArrayList<>();
        for (int loop = 0; loop < 6; loop++) {
            changes.add(new CatalogChange.Import(
                    SampleLoop.of("t", loop)
                            .revision(1)
                            .factor("F" + loop, "Ref($close, " + loop + ")")
                            .build(),
                    BundleResult.AVAILABLE));
        }

        // When
        new CatalogStore(importer, Clock.systemUTC()).apply(changes);

        // Then
        assertThat(database.rows("SELECT count(*) FROM aistock_loop_catalog")).containsExactly("6");
        for (String forbidden : List.of(
                "TRUNCATE aistock_loop_catalog",
                "DROP TABLE aistock_loop_catalog",
                "ALTER TABLE aistock_loop_catalog ADD COLUMN more TEXT",
                "CREATE TABLE mine (x TEXT)",
                "SELECT * FROM somebody_elses",
                "UPDATE loopline_schema_history SET success = false")) {
            assertThatThrownBy(() -> execute(importer, forbidden)).as(forbidden).isInstanceOf(SQLException.class);
        }
    }

    private static void execute(PGSimpleDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
