package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.status.Databases;
import dev.loopline.cli.status.RegistryFile;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.path.RecordedPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stores that the checks look into, each opened when it is first needed. Used by one thread, apart from the methods on
 * files.
 */
public final class VerifyContext implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final Endpoints endpoints;
    private @Nullable RegistryRows registry;
    private @Nullable RecordedPaths paths;
    private @Nullable Connection database;

    public VerifyContext(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    RegistryRows registry() throws SQLException {
        if (registry == null) {
            try (Connection connection = RegistryFile.open(RegistryFile.of(rdagentHome()))) {
                registry = RegistryRows.read(connection);
            }
        }
        return registry;
    }

    Connection database() throws SQLException {
        if (database == null) {
            database = Databases.open(endpoints);
        }
        return database;
    }

    /** Rows that Loopline wrote: other modules of AIstock may keep rows of their own in the catalog tables. */
    List<Row> rows(CatalogKind kind) throws SQLException {
        return Row.query(database(), "SELECT * FROM " + table(kind) + " WHERE " + ours(kind));
    }

    static String table(CatalogKind kind) {
        return "public.aistock_" + kind.singular() + "_catalog";
    }

    /** Which rows are ours and not on their way out: a factor that another table refers to stays, marked unavailable. */
    static String ours(CatalogKind kind) {
        return "loopline_revision IS NOT NULL" + (kind == CatalogKind.FACTOR ? " AND is_available" : "");
    }

    Path rdagentHome() {
        return Path.of(endpoints.rdagentHome());
    }

    Path aistockHome() {
        return Path.of(endpoints.aistockHome());
    }

    Path bundles() {
        return rdagentHome().resolve("production_bundles");
    }

    Path cache() {
        return aistockHome().resolve("rdagent_assets").resolve("bundles");
    }

    Path producedCatalog(CatalogKind kind) {
        return rdagentHome().resolve("rdagent_data").resolve(kind.fileName());
    }

    Path receivedCatalog(CatalogKind kind) {
        return aistockHome().resolve("rdagent_data").resolve(kind.fileName());
    }

    /** Where a recorded path lies here. */
    Optional<Path> resolve(String recorded) throws IOException {
        if (paths == null) {
            paths = new RecordedPaths(
                    rdagentHome(),
                    endpoints.pathMap().stream()
                            .map(RecordedPaths.Mapping::parse)
                            .toList());
        }
        return paths.resolve(recorded);
    }

    static JsonNode json(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Json.mapper().readTree(in);
        }
    }

    static Sha256 digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return digest(in);
        }
    }

    static Sha256 digest(InputStream in) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return Sha256.finish(digest);
    }

    @Override
    public void close() throws SQLException {
        if (database != null) {
            database.close();
        }
    }
}
