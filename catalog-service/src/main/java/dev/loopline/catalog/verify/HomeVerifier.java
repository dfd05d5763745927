package dev.loopline.catalog.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.export.CatalogFile;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.path.HomeRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs the checks over one look at the state. Used by one thread. */
public final class HomeVerifier {

    private static final List<String> METADATA =
            List.of("factor_meta.json", "factor_perf.json", "feedback.json", "model_meta.json", "strategy_meta.json");

    /** What the loop's entry says in {@code readiness} if its backtest left no figures. */
    private static final String METRICS_MISSING = "METRICS_MISSING";

    private static final String SOURCE_REMOVED = "SOURCE_REMOVED";
    private static final String NOT_WRITTEN = "NOT_WRITTEN";

    private static final Set<Integer> NEEDS_REGISTRY = Set.of(1, 7);
    private static final int LAST = 26;
    private static final int FIRST_OF_AISTOCK = 9;
    private static final int BUFFER = 1 << 16;

    private final HomeRoots roots;
    private final CatalogReader state;
    private final Outcome metadata = new Outcome();
    private final Outcome archives = new Outcome();
    private final Outcome bundles = new Outcome();
    private final Outcome files = new Outcome();

    public HomeVerifier(HomeRoots roots, CatalogReader state) {
        this.roots = roots;
        this.state = state;
    }

    /**
     * All checks, {@code V1} first: {@code checks}, each with id, statement, result, detail, reasons and offenders, and the
     * ids of those that {@code failed}.
     *
     * @param exported the catalog files as they were last written
     */
    public ObjectNode run(List<CatalogFile> exported) throws SQLException, IOException {
        Set<String> ids = new HashSet<>();
        for (LoopKey key : state.keys(null)) {
            Optional<CatalogUpdated> loop = state.facts(key);
            if (loop.isPresent()) {
                ids.add(loop.get().bundle().bundleId());
                look(loop.get());
            }
        }
        entries(ids);
        List<Outcome.Line> here = List.of(
                metadata.line("V2", "every loop's workspace has the five metadata files, and they parse", "files"),
                archives.line("V6", "every loop's archive is there, as large as it was announced", "archives"),
                bundles.line("V8", "every catalog entry names the bundle of a loop with a result", "entries"),
                exported(exported).line("V9", "the catalog files are as they were exported", "files"),
                files.line("V20", "a loop's workspace has the files that its entry names", "files"));
        return answer(IntStream.rangeClosed(1, LAST)
                .mapToObj(number -> here.stream()
                        .filter(line -> line.id().equals("V" + number))
                        .findFirst()
                        .orElseGet(() -> Outcome.Line.notHere("V" + number, needs(number))))
                .toList());
    }

    private static String needs(int number) {
        if (NEEDS_REGISTRY.contains(number)) {
            return "the registry";
        }
        return number < FIRST_OF_AISTOCK ? "the registry and all workspaces" : "AIstock's database and files";
    }

    private static ObjectNode answer(List<Outcome.Line> lines) {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.set("checks", Json.mapper().valueToTree(lines));
        answer.set(
                "failed",
                Json.mapper()
                        .valueToTree(lines.stream()
                                .filter(line -> line.result().equals("failed"))
                                .map(Outcome.Line::id)
                                .toList()));
        return answer;
    }

    private void look(CatalogUpdated loop) throws IOException {
        Path archive = inHome(loop.bundle().homeRelativePath());
        boolean there = Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS);
        archives.expect(there, "BUNDLE_NOT_FOUND", archive + " is missing");
        boolean whole = there && Files.size(archive) == loop.bundle().sizeBytes();
        if (there) {
            archives.expect(
                    whole,
                    "DIGEST_MISMATCH",
                    archive + " has " + Files.size(archive) + " bytes, announced were "
                            + loop.bundle().sizeBytes());
        }
        workspace(loop, whole);
    }

    private void workspace(CatalogUpdated loop, boolean packed) {
        Optional<String> relative = loop.workspaces().stream()
                .filter(workspace -> workspace.workspaceId().equals(loop.primaryWorkspaceId()))
                .map(Workspace::homeRelativePath)
                .flatMap(Stream::ofNullable)
                .findFirst();
        if (relative.isEmpty()) {
            metadata.expect(false, "PATH_NOT_CONVERTED", loop.key() + ": its workspace is not in this home");
            return;
        }
        Path folder = inHome(relative.get());
        if (Files.notExists(folder) && packed) {
            metadata.explain(
                    SOURCE_REMOVED, loop.key() + ": no folder at " + folder + " any more; its archive is there");
        } else if (!Files.isDirectory(folder)) {
            metadata.expect(false, "WORKSPACE_MISSING", loop.key() + ": no folder at " + folder);
        } else if (!Files.isReadable(folder)) {
            metadata.expect(false, "WORKSPACE_UNREADABLE", folder + " may not be read");
        } else {
            METADATA.forEach(name -> metadata(loop, folder.resolve(name), name));
            Stream.concat(
                            Stream.of(
                                            loop.loopEntry().paths().retCurve(),
                                            loop.loopEntry().paths().ddCurve(),
                                            loop.loopEntry().paths().mlruns())
                                    .filter(java.util.Objects::nonNull),
                            loop.loopEntry().paths().modelFiles().stream())
                    .forEach(name -> files.expect(
                            Files.exists(folder.resolve(name).normalize()),
                            "FILE_MISSING",
                            loop.key() + ": " + name + " is not in " + folder));
        }
    }

    private void metadata(CatalogUpdated loop, Path file, String name) {
        boolean noFigures = loop.loopEntry().readiness().contains(METRICS_MISSING);
        if (name.equals(Metadata.FACTOR_PERF) && noFigures && Files.notExists(file)) {
            metadata.explain(METRICS_MISSING, loop.key() + " has no " + name + ", its backtest left no figures");
            return;
        }
        Optional<Fault> fault = json(file);
        if (fault.isPresent() && loop.loopEntry().readiness().contains(LoopEntry.notWritten(name))) {
            metadata.explain(
                    NOT_WRITTEN,
                    loop.key() + ": " + name + " is another writer's or may not be written; "
                            + fault.get().text());
        } else {
            metadata.expect(
                    fault.isEmpty(),
                    fault.map(Fault::reason).orElse(""),
                    fault.map(Fault::text).orElse(""));
        }
    }

    /** @param reason for machines */
    private record Fault(String reason, String text) {}

    private static Optional<Fault> json(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Json.mapper().readTree(in).isObject()
                    ? Optional.empty()
                    : Optional.of(new Fault("JSON_INVALID", file + " is no object"));
        } catch (NoSuchFileException e) {
            return Optional.of(new Fault("FILE_MISSING", file + " is missing"));
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return Optional.of(new Fault("JSON_INVALID", file + ", line " + line + ": " + e.getOriginalMessage()));
        } catch (IOException e) {
            return Optional.of(new Fault("WORKSPACE_UNREADABLE", file + " cannot be read: " + e.getMessage()));
        }
    }

    private void entries(Set<String> ids) throws SQLException, IOException {
        for (CatalogKind kind : CatalogKind.values()) {
            state.entries(kind, text -> {
                JsonNode entry = Json.mapper().readTree(text);
                String id = entry.path("asset_bundle_id").asText("");
                bundles.expect(ids.contains(id), "BUNDLE_MISSING", kind.singular() + " entry names '" + id + "'");
            });
        }
    }

    private static Outcome exported(List<CatalogFile> files) throws IOException {
        Outcome outcome = new Outcome();
        for (CatalogFile file : files) {
            boolean there = Files.isRegularFile(file.path(), LinkOption.NOFOLLOW_LINKS);
            outcome.expect(
                    there && digest(file.path()).equals(file.sha256()),
                    there ? "DIGEST_MISMATCH" : "FILE_MISSING",
                    file.path() + (there ? " was changed by another program" : " is missing"));
        }
        return outcome;
    }

    private static Sha256 digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return Sha256.finish(digest);
    }

    /** A path that leaves the home is one that is not there. */
    private Path inHome(String relative) {
        return roots.locate(relative).orElseGet(() -> roots.home().resolve("outside of the home"));
    }
}
