package dev.loopline.importer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OlderSchemasIT {

    @ParameterizedTest
    @ValueSource(strings = {"strict", "loose"})
    void completesTheTablesOfBothOlderScriptsAndKeepsTheirRows(String script) throws SQLException, IOException {
        // Given
        TestDatabase database = made(script);
        List<String> factors =
                database.rows("SELECT id, factor_name, expression FROM aistock_factor_catalog ORDER BY id");
        List<String> columns = columns(database);

        // When
        int first = database.migrate();
        int second = database.migrate();

        // Then: everything that was there is there, with its number and its type
        assertThat(first).isPositive();
        assertThat(second).isZero();
        assertThat(database.rows("SELECT id, factor_name, expression FROM aistock_factor_catalog ORDER BY id"))
                .isEqualTo(factors);
        assertThat(columns(database)).containsAll(columns);
        assertThat(database.rows("SELECT strategy_id, id IS NOT NULL FROM aistock_strategy_catalog"))
                .containsExactly("by-hand|t");
        assertThat(database.rows("SELECT model_id, id IS NOT NULL FROM aistock_model_catalog"))
                .containsExactly("219726ef|t");
        assertThat(database.rows("SELECT task_run_id, loop_id, id IS NOT NULL FROM aistock_loop_catalog"))
                .containsExactly("older|0|t");
        assertThat(database.rows("SELECT count(*) FROM aistock_alpha360_meta")).containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "loose"})
    void importsIntoThemOneLoopAndManyAndChangesNothingTheSecondTime(String script) throws SQLException, IOException {
        // Given
        TestDatabase database = made(script);
        database.migrate();
        CatalogStore store = new CatalogStore(database.source(), Clock.systemUTC());
        List<CatalogChange> many = new ArrayList<>();
        for (int loop = 1; loop <= 8; loop++) {
            many.add(change(SampleLoop.of("run", loop).revision(1).factor("F" + loop, "Ref($close, " + loop + ")")));
        }

        // When
        store.apply(List.of(change(SampleLoop.of("run", 0).revision(1).factor("MA5", "Mean($close, 5)"))));
        store.apply(many);
        List<String> once = rows(database);
        store.apply(many, store.known(many.stream().map(CatalogChange::key).toList()), true);

        // Then: the row that another module refers to is still that row
        assertThat(rows(database)).isEqualTo(once);
        assertThat(database.rows("SELECT c.factor_name, c.task_run_id, q.grade FROM qe_factor_classification q"
                        + " JOIN aistock_factor_catalog c ON c.id = q.factor_catalog_id"))
                .containsExactly("MA5|run|A");
        assertThat(database.rows("SELECT count(*) FROM aistock_loop_catalog WHERE loopline_revision IS NOT NULL"))
                .containsExactly("9");
    }

    @Test
    void refusesTablesOfANewerLoopline() throws SQLException {
        // Given
        TestDatabase database = TestDatabase.migrated();
        database.execute("INSERT INTO loopline_schema_history (installed_rank, version, description, type, script,"
                + " checksum, installed_by, execution_time, success) VALUES (99, '99', 'from the future', 'SQL',"
                + " 'V99__from_the_future.sql', 1, 'somebody', 1, true)");

        // When / Then
        assertThatThrownBy(database::migrate)
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("made by a newer Loopline: they are at version 99");
    }

    private static TestDatabase made(String script) throws SQLException, IOException {
        TestDatabase database = TestDatabase.empty();
        try (var file = OlderSchemasIT.class.getResourceAsStream("/older-schema/" + script + ".sql")) {
            database.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
        return database;
    }

    private static CatalogChange change(SampleLoop loop) {
        return new CatalogChange.Import(loop.build(), BundleResult.AVAILABLE);
    }

    private static List<String> columns(TestDatabase database) throws SQLException {
        return database.rows("SELECT table_name, column_name, data_type FROM information_schema.columns"
                + " WHERE table_schema = 'public' AND table_name LIKE 'aistock%'");
    }

    private static List<String> rows(TestDatabase database) throws SQLException {
        List<String> rows = new ArrayList<>(database.dump());
        rows.addAll(database.rows("SELECT id, xmin FROM aistock_factor_catalog ORDER BY id"));
        rows.addAll(database.rows("SELECT id, xmin FROM aistock_loop_catalog ORDER BY id"));
        return rows;
    }
}
