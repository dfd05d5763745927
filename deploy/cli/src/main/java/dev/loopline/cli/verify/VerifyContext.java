package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.status.Databases;
import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.path.RecordedPaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stores that the checks look into, each opened when it is first needed. Used by one thread, apart from the methods on
 * files.
 */
public final class VerifyContext implements AutoCloseable {

    private final Endpoints endpoints;
    private @Nullable RegistryRows registry;
    private @Nullable ProductView product;
    private @Nullable Standings standings;
    private @Nullable Map<LoopKey, Set<String>> readiness;
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

    /** What the watcher says of what is not carried. */
    ProductView product() throws InterruptedException {
        if (product == null) {
            product = ProductView.ask(endpoints);
        }
        return product;
    }

    /** Which loops have to be carried whole. */
    Standings standings() throws SQLException, InterruptedException {
        if (standings == null) {
            standings = Standings.of(registry(), product(), Instant.now());
        }
        return standings;
    }

    /** The loops for which every check has to hold. */
    List<RegistryRows.LoopRow> carried() throws SQLException, InterruptedException {
        return standings().carried();
    }

    /** Ids of their bundles. */
    Set<String> bundleIds() throws SQLException, InterruptedException {
        return standings().bundleIds(registry());
    }

    /** What Loopline says of a loop whose result is not carried. */
    Optional<ProductView.Explained> productSays(LoopKey loop) throws SQLException, InterruptedException {
        RegistryRows.Known known = registry().known().get(loop);
        if (known != null && known.withdrawn()) {
            return Optional.of(new ProductView.Explained(Explanation.WITHDRAWN, Message.of("found.withdrawn", loop)));
        }
        if (known != null && Boolean.FALSE.equals(known.hasResult())) {
            return Optional.of(new ProductView.Explained(Explanation.NO_RESULT, Message.of("found.resultless", loop)));
        }
        Optional<ProductView.Explained> moving = onItsWay(loop);
        return moving.isPresent() ? moving : product().notCarried(loop);
    }

    /** The loop, if its newest revision is on its way. */
    Optional<ProductView.Explained> onItsWay(LoopKey loop) throws SQLException {
        RegistryRows.Known known = registry().known().get(loop);
        return known != null && known.isOnItsWay(Instant.now())
                ? Optional.of(new ProductView.Explained(Explanation.IN_FLIGHT, Message.of("found.moving", loop)))
                : Optional.empty();
    }

    /** What the loop catalog says that a loop lacks, such as {@code METRICS_MISSING}. */
    boolean lacks(LoopKey loop, String what) throws IOException {
        if (readiness == null) {
            Map<LoopKey, Set<String>> all = new HashMap<>();
            for (JsonNode entry : CatalogChecks.entries(producedCatalog(CatalogKind.LOOP), CatalogKind.LOOP)) {
                Set<String> lacking = new HashSet<>();
                entry.path("readiness").forEach(code -> lacking.add(code.asText()));
                LoopKey.parse(entry.path("task_run_id").asText() + "/"
                                + entry.path("loop_id").asText())
                        .ifPresent(key -> all.put(key, lacking));
            }
            readiness = all;
        }
        return readiness.getOrDefault(loop, Set.of()).contains(what);
    }

    /** Explains what is missing in a loop's workspace, if the product says that it vanished, or never was. */
    Optional<ProductView.Explained> missing(LoopKey loop, String file) throws IOException, InterruptedException {
        boolean noFigures = file.equals("factor_perf.json") && lacks(loop, "METRICS_MISSING");
        return noFigures
                ? Optional.of(new ProductView.Explained(
                        Explanation.METRICS_MISSING, Message.of("found.figures.none", loop, file)))
                : product().removed(loop);
    }

    /** Explains that a metadata file is not as Loopline writes it, if Loopline says that it did not write it. */
    Optional<ProductView.Explained> notWritten(LoopKey loop, String file) throws IOException {
        String code = LoopEntry.notWritten(file);
        return lacks(loop, code)
                ? Optional.of(new ProductView.Explained(
                        Explanation.NOT_WRITTEN, Message.of("found.notWritten", loop, file, code)))
                : Optional.empty();
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
            paths = new RecordedPaths(endpoints.places().roots(rdagentHome()));
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
            return Sha256.of(in);
        }
    }

    @Override
    public void close() throws SQLException {
        if (database != null) {
            database.close();
        }
    }
}
