package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** V2 to V5: the metadata files in the workspaces of the loops with a result. */
final class MetadataChecks {

    static final List<String> FILES =
            List.of("factor_meta.json", "factor_perf.json", "feedback.json", "model_meta.json", "strategy_meta.json");

    private MetadataChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of("V2", MetadataChecks::v2),
                Check.of("V3", MetadataChecks::v3),
                Check.of("V4", MetadataChecks::v4),
                Check.of("V5", MetadataChecks::v5));
    }

    private static CheckResult v2(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (RegistryRows.LoopRow loop : context.carried()) {
            LoopKey key = loop.key();
            findings.expectNoneUnless(
                    Faults.ofFolder(context, loop.workspacePath()),
                    context.product().removed(key),
                    key.toString());
            Optional<Path> folder = folder(context, loop);
            for (String name : folder.isPresent() ? FILES : List.<String>of()) {
                Optional<Faults.Fault> fault = Faults.ofJson(folder.get().resolve(name));
                boolean gone = fault.isPresent() && fault.get().reason() == Reason.FILE_MISSING;
                Optional<ProductView.Explained> missing = gone ? context.missing(key, name) : Optional.empty();
                findings.expectNoneUnless(fault, missing.isPresent() ? missing : context.notWritten(key, name), "");
            }
        }
        for (RegistryRows.WorkspaceRow row : otherWorkspaces(context)) {
            findings.expectNoneUnless(
                    Faults.ofFolder(context, row.path()),
                    context.product().removed(row.key()),
                    row.key().toString());
        }
        context.standings().explained().values().forEach(findings::explain);
        return findings.result("filesAndFolders");
    }

    private static CheckResult v3(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (LoopFile file : files(context, "model_meta.json")) {
            findings.expectUnless(
                    file.tree().path("preprocess_config").isObject(),
                    file.notWritten(),
                    Reason.FIELD_INVALID,
                    () -> Message.of("found.preprocess", file.path()));
        }
        return findings.result("files");
    }

    private static CheckResult v4(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (LoopFile file : files(context, "factor_meta.json")) {
            for (JsonNode factor : file.tree().path("factors")) {
                JsonNode schema = factor.path("input_schema");
                boolean complete = schema.path("required_fields").isArray()
                        && schema.path("lookback_days").isIntegralNumber();
                findings.expectUnless(
                        complete,
                        file.notWritten(),
                        Reason.FIELD_INVALID,
                        () -> Message.of(
                                "found.schema", file.path(), factor.path("name").asText()));
            }
        }
        return findings.result("factors");
    }

    private static CheckResult v5(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (LoopFile file : files(context, "strategy_meta.json")) {
            JsonNode topK =
                    file.tree().path("portfolio_config").path("signal_config").path("top_k");
            findings.expectUnless(
                    topK.isIntegralNumber() && topK.asInt() > 0,
                    file.notWritten(),
                    Reason.FIELD_INVALID,
                    () -> Message.of("found.portfolio", file.path()));
        }
        return findings.result("files");
    }

    /** The experiment workspace of a loop. */
    static Optional<Path> folder(VerifyContext context, RegistryRows.LoopRow loop) throws IOException {
        String path = loop.workspacePath();
        return path == null ? Optional.empty() : context.resolve(path);
    }

    private static List<RegistryRows.WorkspaceRow> otherWorkspaces(VerifyContext context)
            throws SQLException, InterruptedException {
        Set<LoopKey> loops =
                context.carried().stream().map(RegistryRows.LoopRow::key).collect(Collectors.toSet());
        return context.registry().workspaces().stream()
                .filter(row -> loops.contains(row.key()))
                .toList();
    }

    /**
     * A metadata file of a loop's experiment workspace.
     *
     * @param notWritten what explains that Loopline did not write it
     */
    private record LoopFile(Path path, Optional<ProductView.Explained> notWritten) {

        /** A file that does not parse is V2's matter; here it has nothing in it. */
        JsonNode tree() {
            try {
                return VerifyContext.json(path);
            } catch (IOException e) {
                return MissingNode.getInstance();
            }
        }
    }

    private static List<LoopFile> files(VerifyContext context, String name)
            throws SQLException, IOException, InterruptedException {
        List<LoopFile> files = new ArrayList<>();
        for (RegistryRows.LoopRow loop : context.carried()) {
            Optional<Path> file =
                    folder(context, loop).map(folder -> folder.resolve(name)).filter(Files::exists);
            if (file.isPresent()) {
                files.add(new LoopFile(file.get(), context.notWritten(loop.key(), name)));
            }
        }
        return files;
    }
}
