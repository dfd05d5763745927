package dev.loopline.bundle.retention;

import dev.loopline.contracts.BundleId;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The bundles that RD-Agent's registry names, in {@code production_bundles} or at a loop. Opens the registry for reading and
 * for one short look. Safe for all threads.
 */
public final class RegistryReferences implements References {

    private static final int PATIENCE_MILLIS = 2_000;
    private static final String COLUMN = "SELECT 1 FROM pragma_table_info(?) WHERE lower(name) = ?";

    /** Where the watcher keeps rows that a table of the registry does not take. */
    private static final String KEPT = "loopline_kept_";

    private final Path registry;

    /** @param registry {@code RDagentDB/registry.sqlite} */
    public RegistryReferences(Path registry) {
        this.registry = registry;
    }

    @Override
    public Predicate<BundleId> load() throws IOException {
        if (!Files.isRegularFile(registry)) {
            throw new IOException("the registry " + registry
                    + " is not there, so it is not known which bundles it names; set LOOPLINE_BUNDLE_REGISTRY");
        }
        Set<String> named = new HashSet<>();
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(PATIENCE_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + registry);
        try (Sql sql = Sql.open(source)) {
            for (String prefix : List.of("", KEPT)) {
                add(sql, prefix + "production_bundles", "bundle_id", named);
                add(sql, prefix + "loops", "asset_bundle_id", named);
            }
        } catch (SQLException e) {
            throw new IOException("the registry " + registry + " cannot be read: " + e.getMessage(), e);
        }
        return id -> named.contains(id.value());
    }

    private static void add(Sql sql, String table, String column, Set<String> named) throws SQLException {
        if (sql.first(COLUMN, row -> true, table, column).isPresent()) {
            named.addAll(sql.list(
                    "SELECT " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL",
                    row -> row.getString(1)));
        }
    }
}
