package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.importer.stage.AistockHome;
import dev.loopline.kit.http.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The code of a factor: the column {@code code_text} where another module of AIstock filled it, else the Python file below
 * AIstock's home that {@code asset_path} names, else the file in the bundle of the factor's own loop that names the factor.
 * Shown as text, never run. Safe for all threads.
 */
@Singleton
public class FactorCode {

    /** Larger files are no source of a factor. */
    private static final long MOST_BYTES = 1 << 20;

    private final CatalogReader reader;
    private final LoopFiles files;
    private final Path home;

    FactorCode(CatalogReader reader, LoopFiles files, AistockHome home) {
        this.reader = reader;
        this.files = files;
        this.home = home.root();
    }

    /** @param factor a row of {@link Catalogs#FACTORS} */
    public Optional<String> of(ObjectNode factor) throws SQLException, IOException {
        List<ObjectNode> own = reader.rows(
                "SELECT code_text FROM public.aistock_factor_catalog WHERE id = ? AND code_text <> ''",
                factor.path("id").longValue());
        if (!own.isEmpty()) {
            return Optional.of(own.get(0).path("code_text").textValue());
        }
        Optional<String> asset = atAssetPath(factor.path("asset_path").asText(""));
        if (asset.isPresent()) {
            return asset;
        }
        return ofOccurrence(factor);
    }

    /** From the bundle of its loop: the file with the digest of the factor's code, else one that names the factor. */
    Optional<String> ofOccurrence(ObjectNode occurrence) throws SQLException, IOException {
        JsonNode taskRunId = occurrence.path("task_run_id");
        return taskRunId.isTextual() && occurrence.path("loop_id").isInt()
                ? inBundle(
                        new LoopKey(
                                taskRunId.textValue(),
                                occurrence.path("loop_id").intValue()),
                        FactorNames.normalise(occurrence
                                .path("raw_name")
                                .asText(occurrence.path("name").asText())),
                        occurrence.path("code_digest").asText())
                : Optional.empty();
    }

    /** Nothing outside AIstock's home, also not by a link, and nothing but Python: other modules write the column. */
    private Optional<String> atAssetPath(String assetPath) throws IOException {
        try {
            Path file = home.resolve(assetPath);
            boolean isCode = assetPath.endsWith(".py") && Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES;
            return isCode && file.toRealPath().startsWith(home.toRealPath())
                    ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<String> inBundle(LoopKey key, String name, String digest) throws SQLException, IOException {
        List<BundleManifest.Member> code = files.members(key).stream()
                .filter(member -> member.name().endsWith(".py") && member.sizeBytes() <= MOST_BYTES)
                .toList();
        for (BundleManifest.Member member : code) {
            if (member.sha256().hex().equals(digest)) {
                return text(key, member.name());
            }
        }
        List<String> candidates = code.stream()
                .map(BundleManifest.Member::name)
                .filter(member -> {
                    String file = member.substring(member.lastIndexOf('/') + 1);
                    return file.equals("factor.py") || file.startsWith("factor_");
                })
                .toList();
        for (String candidate : candidates) {
            Optional<String> text = text(key, candidate);
            if (text.isPresent() && text.get().contains(name)) {
                return text;
            }
        }
        return Optional.empty();
    }

    private Optional<String> text(LoopKey key, String member) throws SQLException, IOException {
        try {
            Path file = files.file(key, member);
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }
}
