package dev.loopline.watcher.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the loop that a workspace belongs to from the metadata files in it, {@code workspace_meta.json} first. A file that is no JSON
 * says nothing. Python's bare {@code NaN} is read. Safe for all threads.
 */
public final class FolderMetadata {

    private static final Logger LOG = Logger.getLogger(FolderMetadata.class);

    /** In this order; the first that names a value wins. */
    private static final List<String> FILES = List.of(
            "workspace_meta.json",
            "experiment_summary.json",
            "factor_meta.json",
            "feedback.json",
            "factor_perf.json",
            "model_meta.json");

    /** Such files have some kilobytes; what is larger is something else. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final ObjectMapper JSON = new JsonMapper(JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build());

    private FolderMetadata() {}

    /** What all files together say. */
    public static FolderIdentity read(Path folder) {
        FolderIdentity identity = FolderIdentity.UNKNOWN;
        for (String name : FILES) {
            identity = identity.or(readFile(folder.resolve(name)));
        }
        return identity;
    }

    /** What the one file says that ties a folder to a task run. */
    public static FolderIdentity readWorkspaceMeta(Path folder) {
        return readFile(folder.resolve(FILES.get(0)));
    }

    private static FolderIdentity readFile(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            JsonNode root = bytes.length > MAX_BYTES ? null : JSON.readTree(bytes);
            return root == null || !root.isObject() ? FolderIdentity.UNKNOWN : identity(root);
        } catch (NoSuchFileException e) {
            return FolderIdentity.UNKNOWN;
        } catch (IOException e) {
            LOG.debugf("A metadata file could not be read and says nothing. file=%s reason=%s", file, e.getMessage());
            return FolderIdentity.UNKNOWN;
        }
    }

    private static FolderIdentity identity(JsonNode root) {
        Integer loopId = number(root.path("loop_id"));
        if (loopId == null) {
            loopId = number(root.path("loop").path("loop_id"));
        }
        String task = text(root.path("task_run_id"));
        String action = text(root.path("action"));
        return new FolderIdentity(
                task != null ? task : text(root.path("task_run").path("task_run_id")),
                loopId,
                text(root.path("workspace_role")),
                action != null ? action : text(root.path("experiment_type")));
    }

    private static @Nullable Integer number(JsonNode node) {
        boolean digits = node.isTextual() && node.textValue().matches("[0-9]{1,9}");
        if (digits) {
            return Integer.valueOf(node.textValue());
        }
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0 ? node.intValue() : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : null;
    }
}
