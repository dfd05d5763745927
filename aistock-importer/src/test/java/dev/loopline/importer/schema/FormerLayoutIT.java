package dev.loopline.importer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database in which a factor was known by its formula: ids of plain names stay, the other rows are merged into them. */
class FormerLayoutIT {

    private static final String ROW = "INSERT INTO aistock_factor_catalog (id, factor_name, source, catalog_version,"
            + " generated_at_utc, catalog_source, name, expression, loopline_fingerprint, task_run_id, loop_id,"
            + " workspace_id, asset_bundle_id, best_performance_sharpe, loopline_revision, loopline_sequence, code_text)"
            + " VALUES (%d, '%s', '%s', 'v1', now(), 'rdagent_tools', '%s', '%s', '%s', 't', %d, 'ws', 'bundle', %s, 1,"
            + " %d, %s)";

    private TestDatabase database;
    private CatalogStore store;

    @BeforeEach
    void makeTheFormerLayout() throws SQLException {
        database = TestDatabase.empty();
        database.migrateTo("20");
        store = new CatalogStore(database.source(), Clock.systemUTC());
        factor(1, "Amount", "rdagent_generated", "Amount", "$amount", "aaaaaa11", 1, "1.0", "NULL");
        factor(
                2,
                "Amount@bbbbbb",
                "rdagent_generated",
                "feature_Amount",
                "$amount + 0",
                "bbbbbb22",
                2,
                "2.0",
                "'mine'");
        factor(3, "Lonely@cccccc", "rdagent_generated", "Lonely", "$close", "cccccc33", 3, "NULL", "NULL");
        factor(4, "ROC", "qlib_alpha158", "ROC", "Ref($close, 1)", "dddddd44", 4, "0.5", "NULL");
        factor(5, "ROC", "rdagent_generated", "ROC", "Ref($close, 2)", "eeeeee55", 5, "0.7", "NULL");
        factor(6, "Kept@ffffff", "rdagent_generated", "Kept", "$open", "ffffff66", 6, "NULL", "NULL");
        factor(7, "Kept", "rdagent_generated", "Kept", "$low", "gggggg77", 7, "NULL", "NULL");
        database.execute(
                "INSERT INTO aistock_factor_catalog (id, factor_name, source, catalog_version, generated_at_utc,"
                        + " catalog_source) VALUES (8, 'a@b', 'manual', 'v1', now(), 'people')");
        database.execute("CREATE TABLE qe_grades (factor_id BIGINT UNIQUE REFERENCES aistock_factor_catalog (id),"
                + " grade TEXT)");
        database.execute("INSERT INTO qe_grades VALUES (2, 'A'), (6, 'B'), (7, 'C')");
    }

    private void factor(
            int id,
            String factorName,
            String source,
            String name,
            String expression,
            String fingerprint,
            int loop,
            String sharpe,
            String code)
            throws SQLException {
        database.execute(ROW.formatted(id, factorName, source, name, expression, fingerprint, loop, sharpe, id, code));
        database.execute("INSERT INTO aistock_factor_occurrence (fingerprint, task_run_id, loop_id, name, factor_name,"
                + " source, expression, workspace_id, asset_bundle_id, sharpe) VALUES ('" + fingerprint + "', 't', "
                + loop
                + ", '" + name + "', '" + name.replace("feature_", "") + "', '" + source + "', '" + expression
                + "', 'ws', 'bundle', " + sharpe + ")");
        database.execute(
                "INSERT INTO loopline_import (task_run_id, loop_id, revision, sequence, tombstone, imported_at,"
                        + " rows, published) VALUES ('t', " + loop + ", 1, " + id + ", false, now(),"
                        + " '{\"inserted\": 0, \"updated\": 0, \"unchanged\": 0, \"deleted\": 0, \"rejected\": 0}', true)");
        database.execute("INSERT INTO loopline_factor VALUES ('" + fingerprint + "', " + id + ", false)");
    }

    @Test
    void keepsTheIdsOfPlainNamesAndMergesTheOthersIntoThem() throws SQLException {
        // When
        database.migrate();

        // Then: a row that another table needs beside the plain one stays, unavailable and no longer ours
        assertThat(database.rows("SELECT id, factor_name, source, is_available, code_text FROM aistock_factor_catalog"
                        + " ORDER BY id"))
                .containsExactly(
                        "1|Amount|rdagent_generated|t|mine",
                        "3|Lonely|rdagent_generated|t|null",
                        "4|ROC|qlib_alpha158|t|null",
                        "6|Kept@ffffff|rdagent_generated|f|null",
                        "7|Kept|rdagent_generated|t|null",
                        "8|a@b|manual|t|null");
        assertThat(database.rows("SELECT factor_id, grade FROM qe_grades ORDER BY 1"))
                .containsExactly("1|A", "6|B", "7|C");
    }

    @Test
    void showsTheBestOccurrenceWhenALoopComesAgain() throws SQLException {
        // Given
        database.migrate();

        // When: the best goes; what is shown then was imported before the update
        store.apply(List.of(
                new CatalogChange.Withdrawal(Tombstone.of(new LoopKey("t", 2), 2)),
                change(SampleLoop.of("t", 5).revision(2).sharpe(0.1).factor("ROC", "Ref($close, 2)"))));

        // Then
        assertThat(database.rows("SELECT id, loop_id, name, expression, best_performance_sharpe FROM"
                        + " aistock_factor_catalog WHERE factor_name IN ('Amount', 'ROC') ORDER BY id"))
                .containsExactly("1|1|Amount|$amount|1", "4|4|ROC|Ref($close, 1)|0.5");
    }

    private static CatalogChange change(SampleLoop loop) {
        return new CatalogChange.Import(loop.build(), BundleResult.AVAILABLE);
    }
}
