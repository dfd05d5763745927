package dev.loopline.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.path.PortablePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** V15 to V20: rows of AIstock, registry and folders point at each other rightly. */
final class RelationChecks {

    /** Columns of the loop table that name files of its workspace, relative to it. */
    private static final List<String> PATH_COLUMNS = List.of(
            "path_factor_meta",
            "path_factor_perf",
            "path_feedback",
            "path_model_meta",
            "path_strategy_meta",
            "path_ret_curve",
            "path_dd_curve",
            "path_mlruns");

    private static final List<String> MADE_UP = List.of("legacy_", "synthetic_", "unknown_");

    /** Each factor of each loop, with how many rows show it: two names with one expression share a row. */
    private static final String OCCURRENCES = """
            SELECT task_run_id, loop_id, name FROM public.aistock_factor_occurrence""";

    private RelationChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of("V15", RelationChecks::v15),
                Check.of("V16", RelationChecks::v16),
                Check.of("V17", RelationChecks::v17),
                Check.of("V18", RelationChecks::v18),
                Check.of("V19", RelationChecks::v19),
                Check.of("V20", RelationChecks::v20));
    }

    private static CheckResult v15(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        Map<String, String> recorded = new HashMap<>();
        context.registry().workspaces().forEach(row -> recorded.put(row.key() + " " + row.workspaceId(), row.path()));
        for (Row loop : context.rows(CatalogKind.LOOP)) {
            String path = recorded.get(loop.loop() + " " + loop.text("workspace_id"));
            findings.expectUnless(
                    path != null && samePath(path, loop.text("workspace_path")),
                    recordedElsewhere(context, loop),
                    Reason.INCONSISTENT,
                    () -> Message.of(
                            "found.path.other", loop.loop(), loop.text("workspace_path"), String.valueOf(path)));
        }
        return findings.result("loops");
    }

    /** The registry gives the workspace to another tool's id, because its key is the workspace alone. */
    private static Optional<ProductView.Explained> recordedElsewhere(VerifyContext context, Row row)
            throws SQLException {
        String id = row.text("workspace_id");
        LoopKey loop = row.loop();
        return context.registry().workspaces().stream()
                .filter(one -> one.workspaceId().equals(id)
                        && !one.key().equals(loop)
                        && isMadeUp(one.key().taskRunId()))
                .findFirst()
                .map(one -> new ProductView.Explained(
                        Explanation.DUPLICATE, Message.of("found.workspace.twice", id, loop, one.key())));
    }

    /** Ids that RD-Agent's scan tools made up for folders they could not place. */
    static boolean isMadeUp(String taskRunId) {
        return MADE_UP.stream().anyMatch(taskRunId::startsWith);
    }

    private static boolean samePath(String one, String other) {
        return !one.isBlank() && !other.isBlank() && PortablePath.parse(one).equals(PortablePath.parse(other));
    }

    private static CheckResult v16(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        Map<LoopKey, String> ids = context.registry().bundles().stream()
                .collect(Collectors.toMap(
                        RegistryRows.BundleRow::key, RegistryRows.BundleRow::bundleId, (first, second) -> second));
        for (Row loop : context.rows(CatalogKind.LOOP)) {
            String id = loop.text("asset_bundle_id");
            LoopKey key = loop.loop();
            boolean named = id.equals(BundleId.of(key).value());
            findings.expectUnless(
                    named && id.equals(ids.get(key)),
                    named ? context.onItsWay(key) : Optional.empty(),
                    Reason.INCONSISTENT,
                    () -> Message.of("found.bundle.other", key, id, String.valueOf(ids.get(key))));
        }
        return findings.result("loops");
    }

    private static CheckResult v17(VerifyContext context) throws SQLException, JsonProcessingException {
        Findings findings = new Findings();
        Map<LoopKey, Set<String>> namesOfLoops = new HashMap<>();
        for (Row loop : context.rows(CatalogKind.LOOP)) {
            namesOfLoops.put(loop.loop(), names(loop.text("factor_names")));
        }
        Map<LoopKey, Set<String>> occurring = new HashMap<>();
        for (Row occurrence : Row.query(context.database(), OCCURRENCES)) {
            String name = FactorNames.normalise(occurrence.text("name"));
            occurring.computeIfAbsent(occurrence.loop(), key -> new HashSet<>()).add(name);
        }
        Set<String> factors = new HashSet<>();
        for (Row factor : context.rows(CatalogKind.FACTOR)) {
            String name = FactorNames.normalise(factor.text("name"));
            factors.add(name);
            if (factor.hasLoop()) {
                findings.expect(
                        namesOfLoops.getOrDefault(factor.loop(), Set.of()).contains(name),
                        () -> Message.of("found.factor.unnamed", name, factor.loop()));
            }
        }
        namesOfLoops.forEach((key, names) -> names.forEach(
                name -> findings.expect(factors.contains(name), () -> Message.of("found.factor.rowless", name, key))));
        occurring.forEach((key, names) -> names.forEach(name -> {
            findings.expect(factors.contains(name), () -> Message.of("found.factor.rowless", name, key));
            findings.expect(
                    namesOfLoops.getOrDefault(key, Set.of()).contains(name),
                    () -> Message.of("found.factor.occurs", name, key));
        }));
        return findings.result("references");
    }

    private static Set<String> names(String json) throws JsonProcessingException {
        Set<String> names = new HashSet<>();
        if (!json.isBlank()) {
            for (JsonNode name : Json.mapper().readTree(json)) {
                names.add(FactorNames.normalise(name.asText()));
            }
        }
        return names;
    }

    private static CheckResult v18(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        Set<LoopKey> loops = loops(context);
        Set<String> workspaces = context.registry().workspaces().stream()
                .map(row -> row.key() + " " + row.workspaceId())
                .collect(Collectors.toSet());
        for (Row model : context.rows(CatalogKind.MODEL)) {
            LoopKey key = model.loop();
            boolean known = loops.contains(key);
            findings.expectUnless(
                    known && workspaces.contains(key + " " + model.text("workspace_id")),
                    known ? recordedElsewhere(context, model) : Optional.empty(),
                    Reason.INCONSISTENT,
                    () -> Message.of("found.model.loop", model.text("model_id")));
        }
        return findings.result("models");
    }

    private static CheckResult v19(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        Set<LoopKey> loops = loops(context);
        Set<String> strategies = new HashSet<>();
        for (Row strategy : context.rows(CatalogKind.STRATEGY)) {
            strategies.add(strategy.text("strategy_id"));
            findings.expect(
                    strategy.hasLoop() && loops.contains(strategy.loop()),
                    () -> Message.of("found.strategy.loop", strategy.text("strategy_id")));
        }
        for (Row loop : context.rows(CatalogKind.LOOP)) {
            if (!loop.isBlank("strategy_id")) {
                findings.expect(
                        strategies.contains(loop.text("strategy_id")),
                        () -> Message.of("found.strategy.row", loop.loop(), loop.text("strategy_id")));
            }
        }
        return findings.result("references");
    }

    private static CheckResult v20(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (Row loop : context.rows(CatalogKind.LOOP)) {
            Optional<Path> folder = context.resolve(loop.text("workspace_path"));
            boolean there = folder.isPresent() && !isEmpty(folder.get());
            Optional<ProductView.Explained> removed = context.product().removed(loop.loop());
            findings.expectUnless(
                    there,
                    removed,
                    Reason.WORKSPACE_MISSING,
                    () -> Message.of("found.workspace.empty", loop.loop(), loop.text("workspace_path")));
            if (there) {
                for (String name : namedFiles(loop)) {
                    findings.expectUnless(
                            Files.exists(folder.get().resolve(name)),
                            removed,
                            Reason.FILE_MISSING,
                            () -> Message.of("found.workspace.lacks", loop.loop(), name, folder.get()));
                }
            }
        }
        return findings.result("foldersAndFiles");
    }

    private static List<String> namedFiles(Row loop) throws JsonProcessingException {
        List<String> files = new ArrayList<>();
        PATH_COLUMNS.stream().map(loop::text).filter(path -> !path.isBlank()).forEach(files::add);
        if (!loop.isBlank("path_model_files")) {
            Json.mapper().readTree(loop.text("path_model_files")).forEach(file -> files.add(file.asText()));
        }
        return files;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private static Set<LoopKey> loops(VerifyContext context) throws SQLException {
        return context.rows(CatalogKind.LOOP).stream().map(Row::loop).collect(Collectors.toSet());
    }
}
