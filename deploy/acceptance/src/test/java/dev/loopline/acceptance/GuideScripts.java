package dev.loopline.acceptance;

import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the initialisation guide has people run by hand, with its faults: loops are joined to workspaces by the task run alone, so
 * that each archive is written once for every workspace of the run; archives are opened for writing in place; rows of {@code
 * production_bundles} are replaced; archives are copied over those of AIstock. Used by one thread.
 */
final class GuideScripts {

    private static final List<String> METADATA =
            List.of("factor_meta.json", "factor_perf.json", "feedback.json", "model_meta.json", "strategy_meta.json");
    private static final List<String> MODELS =
            List.of("model.pkl", "model.joblib", "model.bin", "model.onnx", "model.pt", "model.pth");
    private static final List<String> LOGS = List.of("loop.log", "task.log");

    private static final String LOOPS = "SELECT l.task_run_id, l.loop_id, w.workspace_path, l.log_dir FROM loops l"
            + " JOIN workspaces w ON l.task_run_id = w.task_run_id ";
    private static final String ALL =
            LOOPS + "WHERE l.has_result = 1 OR l.has_result = '1' ORDER BY l.task_run_id, l.loop_id";
    private static final String ONE = LOOPS + "WHERE l.task_run_id = ? AND l.loop_id = ? LIMIT 1";
    private static final String ROW =
            "INSERT OR REPLACE INTO production_bundles (task_run_id, loop_id, bundle_id, bundle_path, created_at)"
                    + " VALUES (?, ?, ?, ?, datetime('now'))";

    private final Path home;
    private final Path copies;

    private record Joined(
            String taskRunId,
            int loopId,
            Path workspace,
            @Nullable String logDir) {

        String fileName() {
            return "bundle_" + taskRunId + "_" + loopId + ".tar.gz";
        }
    }

    /** @param copies {@code rdagent_assets/bundles} of AIstock */
    GuideScripts(Path home, Path copies) {
        this.home = home;
        this.copies = copies;
    }

    /** Step 2.2: an archive for every loop with a result. @return how many were written */
    int packAll() throws SQLException, IOException {
        return pack(ALL, true);
    }

    /** The same for one loop, of which the incremental chapter leaves the logs out. */
    int pack(LoopKey loop) throws SQLException, IOException {
        return pack(ONE, false, loop.taskRunId(), loop.loopId());
    }

    /** Step 5.2: {@code xcopy production_bundles\*.tar.gz rdagent_assets\bundles\ /Y}. */
    void copyAll() throws IOException {
        try (DirectoryStream<Path> archives =
                Files.newDirectoryStream(home.resolve("production_bundles"), "*.tar.gz")) {
            for (Path archive : archives) {
                copy(archive);
            }
        }
    }

    /** The same for one archive. */
    void copy(LoopKey loop) throws IOException {
        copy(home.resolve("production_bundles")
                .resolve("bundle_" + loop.taskRunId() + "_" + loop.loopId() + ".tar.gz"));
    }

    private int pack(String query, boolean withLogs, Object... parameters) throws SQLException, IOException {
        int written = 0;
        try (Connection registry =
                DriverManager.getConnection("jdbc:sqlite:" + home.resolve("RDagentDB/registry.sqlite"))) {
            for (Joined loop : loops(registry, query, parameters)) {
                List<Path> files = files(loop, withLogs);
                if (!files.isEmpty()) {
                    write(home.resolve("production_bundles").resolve(loop.fileName()), files);
                    record(registry, loop);
                    written++;
                }
            }
        }
        return written;
    }

    private static List<Joined> loops(Connection registry, String query, Object... parameters) throws SQLException {
        List<Joined> loops = new ArrayList<>();
        try (PreparedStatement statement = registry.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            ResultSet row = statement.executeQuery();
            while (row.next()) {
                loops.add(new Joined(row.getString(1), row.getInt(2), Path.of(row.getString(3)), row.getString(4)));
            }
        }
        return loops;
    }

    private static List<Path> files(Joined loop, boolean withLogs) throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(loop.workspace())) {
            return files;
        }
        Stream.concat(METADATA.stream(), MODELS.stream())
                .map(loop.workspace()::resolve)
                .filter(Files::exists)
                .forEach(files::add);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(loop.workspace(), "{factor_*.py,*.yaml,*.yml}")) {
            found.forEach(files::add);
        }
        Path logs = loop.logDir() == null ? loop.workspace().getParent() : Path.of(loop.logDir());
        if (withLogs) {
            LOGS.stream().map(logs::resolve).filter(Files::exists).forEach(files::add);
        }
        return files;
    }

    /** As Python's {@code tarfile.open(path, 'w:gz')}: what is there is truncated and written over. */
    private static void write(Path archive, List<Path> files) throws IOException {
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(archive)))) {
            for (Path file : files) {
                byte[] content = Files.readAllBytes(file);
                var entry = tar.createArchiveEntry(file, file.getFileName().toString());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
    }

    /** A failing insert is printed and ignored. */
    private static void record(Connection registry, Joined loop) {
        try (PreparedStatement insert = registry.prepareStatement(ROW)) {
            insert.setString(1, loop.taskRunId());
            insert.setInt(2, loop.loopId());
            insert.setString(3, loop.fileName().replace(".tar.gz", ""));
            insert.setString(4, "production_bundles/" + loop.fileName());
            insert.executeUpdate();
        } catch (SQLException e) {
            System.out.println("The guide's script could not update the database: " + e.getMessage());
        }
    }

    /** In place, with the time of the original, as xcopy does. */
    private void copy(Path archive) throws IOException {
        Path target = copies.resolve(archive.getFileName());
        try (OutputStream out = Files.newOutputStream(target)) {
            Files.copy(archive, out);
        }
        Files.setLastModifiedTime(target, Files.getLastModifiedTime(archive));
    }
}
