package dev.loopline.importer.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.importer.stage.AistockHome;
import dev.loopline.kit.http.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a loop: the members of its bundle, in AIstock's bundle folder. Only what the manifest lists is served, no
 * link is followed, nothing is opened outside the bundle's folder. Safe for all threads.
 */
@Singleton
public class LoopFiles {

    private static final String ANNOUNCED =
            "SELECT bundle, bundle_state FROM public.loopline_import WHERE NOT tombstone AND bundle IS NOT NULL AND ";

    private final CatalogReader reader;
    private final Path bundles;

    LoopFiles(CatalogReader reader, AistockHome home) {
        this.reader = reader;
        this.bundles = home.bundles();
    }

    /**
     * A bundle as it was announced.
     *
     * @param bundle id, digest, members
     * @param state {@code available}, {@code missing} or {@code rejected}; null if nothing is recorded
     */
    public record Announced(Bundle bundle, @Nullable String state) {}

    /** The bundle of a loop; empty if AIstock does not have the loop. */
    public Optional<Announced> bundle(LoopKey key) throws SQLException {
        return announced(ANNOUNCED + "task_run_id = ? AND loop_id = ?", key.taskRunId(), key.loopId());
    }

    /** The archive of a bundle that was verified and still has its size. */
    public Optional<Archive> archive(String bundleId) throws SQLException, IOException {
        if (!BundleId.isSafe(bundleId)) {
            return Optional.empty();
        }
        Optional<Archive> archive = announced(
                        ANNOUNCED + "bundle_state = 'available' AND (task_run_id, loop_id) IN (SELECT task_run_id,"
                                + " loop_id FROM rdagent.production_bundles WHERE bundle_id = ?)",
                        bundleId)
                .map(one ->
                        new Archive(one.bundle(), bundles.resolve(one.bundle().fileName())));
        return archive.isPresent() && archive.get().isWhole() ? archive : Optional.empty();
    }

    /** A bundle and where it lies. */
    public record Archive(Bundle bundle, Path file) {

        private boolean isWhole() throws IOException {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == bundle.sizeBytes();
        }
    }

    /** What the loop's bundle holds; empty if AIstock has no such loop. */
    public List<BundleManifest.Member> members(LoopKey key) throws SQLException {
        return bundle(key).map(one -> one.bundle().manifest().members()).orElse(List.of());
    }

    /** A member as a file of the bundle folder. @throws ProblemException 404 if there is no such member or it is not here */
    public Path file(LoopKey key, String name) throws SQLException, IOException {
        Announced announced = bundle(key).orElseThrow(() -> missing("there is no loop " + key));
        boolean listed = announced.bundle().manifest().members().stream()
                .anyMatch(member -> member.name().equals(name));
        if (!listed) {
            throw missing("the bundle of " + key + " has no file " + name);
        }
        return inside(bundles.resolve(announced.bundle().bundleId()), name)
                .orElseThrow(() -> missing("the bundle of " + key + " is not here; its state is " + announced.state()));
    }

    /** The curves of the loop's backtest; the primary workspace's report before those of other workspaces. */
    public Optional<ReturnCurves> curves(LoopKey key) throws SQLException, IOException {
        Optional<String> report = members(key).stream()
                .map(BundleManifest.Member::name)
                .filter(name -> name.equals(ReturnReport.FILE_NAME) || name.endsWith("/" + ReturnReport.FILE_NAME))
                .min(Comparator.comparing((String name) -> name.contains("/")).thenComparing(name -> name));
        if (report.isEmpty()) {
            return Optional.empty();
        }
        Optional<Announced> announced = bundle(key);
        Optional<Path> file = announced.isEmpty()
                ? Optional.empty()
                : inside(bundles.resolve(announced.get().bundle().bundleId()), report.get());
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            return ReturnReport.read(in);
        }
    }

    private Optional<Announced> announced(String sql, Object... values) throws SQLException {
        return reader.rows(sql, values).stream().findFirst().map(row -> {
            JsonNode state = row.path("bundle_state");
            return new Announced(bundle(row.path("bundle")), state.isTextual() ? state.textValue() : null);
        });
    }

    private static Bundle bundle(JsonNode tree) {
        try {
            return Json.mapper().treeToValue(tree, Bundle.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the table holds what Loopline did not write", e);
        }
    }

    /** A regular file below the folder, on a way without links. */
    private static Optional<Path> inside(Path folder, String name) throws IOException {
        Path way = folder;
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || Files.isSymbolicLink(way)) {
                return Optional.empty();
            }
            way = way.resolve(segment);
        }
        return Files.isRegularFile(way, LinkOption.NOFOLLOW_LINKS) ? Optional.of(way) : Optional.empty();
    }

    private static ProblemException missing(String detail) {
        return new ProblemException(404, "NOT_FOUND", detail);
    }
}
