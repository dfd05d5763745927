package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.catalog.CatalogKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** T1 to T5: what the verification tools that RD-Agent once had looked at. */
final class ToolChecks {

    /** What each loop says that has none of a kind. */
    private static final Map<CatalogKind, String> NONE_OF = Map.of(
            CatalogKind.FACTOR, "FACTOR_NAMES_MISSING",
            CatalogKind.MODEL, "MODEL_META_MISSING",
            CatalogKind.STRATEGY, "STRATEGY_META_MISSING");

    private ToolChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of("T1", ToolChecks::counts),
                LibraryChecks.check(),
                Check.of("T3", ToolChecks::logic),
                Check.of("T4", ToolChecks::manifests),
                Check.of("T5", ToolChecks::integrity));
    }

    private static CheckResult counts(VerifyContext context) throws IOException, SQLException, InterruptedException {
        Findings findings = new Findings();
        List<Message> counts = new ArrayList<>();
        if (context.bundleIds().isEmpty()) {
            return new CheckResult.NotApplicable(Message.of("verify.empty", Message.of("verify.things.bundles")));
        }
        for (CatalogKind kind : CatalogKind.values()) {
            int size = entries(context, kind).size();
            counts.add(Message.of("verify.count." + kind.singular(), size));
            findings.expectUnless(
                    size > 0,
                    size == 0 ? noneOf(context, kind) : Optional.empty(),
                    Reason.FILE_MISSING,
                    () -> Message.of("found.catalog.empty", kind.fileName()));
        }
        return findings.result("files", Message.list(counts));
    }

    /** Where all loops say that they have none of a kind, its catalog is rightly empty. */
    private static Optional<ProductView.Explained> noneOf(VerifyContext context, CatalogKind kind) throws IOException {
        String lacking = NONE_OF.get(kind);
        JsonNode loops = entries(context, CatalogKind.LOOP);
        boolean isSaid = lacking != null && !loops.isEmpty();
        for (JsonNode loop : loops) {
            boolean said = false;
            for (JsonNode code : loop.path("readiness")) {
                said |= code.asText().equals(lacking);
            }
            isSaid &= said;
        }
        return isSaid
                ? Optional.of(new ProductView.Explained(
                        Explanation.NONE_OF_A_KIND, Message.of("found.kind.none", kind.plural(), lacking)))
                : Optional.empty();
    }

    private static CheckResult logic(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        int factors = 0;
        Set<String> names = new HashSet<>();
        List<RegistryRows.LoopRow> loops = context.carried();
        for (RegistryRows.LoopRow loop : loops) {
            Optional<Path> meta = MetadataChecks.folder(context, loop)
                    .map(folder -> folder.resolve("factor_meta.json"))
                    .filter(Files::exists);
            Optional<ProductView.Explained> removed = context.product().removed(loop.key());
            findings.expectUnless(
                    meta.isPresent(),
                    removed.isPresent() ? removed : context.notWritten(loop.key(), "factor_meta.json"),
                    Reason.FILE_MISSING,
                    () -> Message.of("found.factorMeta", loop.key()));
            JsonNode tree = meta.isPresent() && Faults.ofJson(meta.get()).isEmpty()
                    ? VerifyContext.json(meta.get())
                    : MissingNode.getInstance();
            for (JsonNode factor : tree.path("factors")) {
                factors++;
                names.add(factor.path("name").asText());
            }
        }
        return findings.result("results", Message.of("verify.logic", loops.size(), factors, names.size()));
    }

    private static CheckResult manifests(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (RegistryRows.LoopRow loop : context.carried()) {
            Path folder = context.cache().resolve(BundleId.of(loop.key()).value());
            Path file = folder.resolve("manifest.json");
            Optional<Faults.Fault> fault = Faults.ofJson(file);
            findings.expectNone(fault, "");
            if (fault.isEmpty()) {
                JsonNode manifest = VerifyContext.json(file);
                findings.expect(
                        manifest.path("schema_version").asInt() == 1,
                        Reason.FIELD_INVALID,
                        () -> Message.of(
                                "found.manifest.version",
                                file,
                                manifest.path("schema_version").asText()));
                for (Map.Entry<String, JsonNode> asset :
                        manifest.path("primary_assets").properties()) {
                    String path = asset.getValue().asText();
                    findings.expect(
                            path.isBlank() || Files.isRegularFile(folder.resolve(path)),
                            Reason.FILE_MISSING,
                            () -> Message.of("found.manifest.asset", file, path, asset.getKey()));
                }
            }
        }
        return findings.result("manifestFacts");
    }

    private static CheckResult integrity(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (RegistryRows.LoopRow loop : context.carried()) {
            Optional<Path> folder = MetadataChecks.folder(context, loop);
            boolean results = folder.isPresent()
                    && ResultFiles.all().stream()
                            .anyMatch(name -> Files.exists(folder.get().resolve(name)));
            if (results) {
                Faults.Fault fault = Faults.ofBundle(loop);
                findings.expect(
                        loop.status().equals("done"),
                        fault.reason(),
                        () -> Message.of("found.results", loop.key(), loop.status(), loop.error()));
            }
        }
        return findings.result("resultFiles");
    }

    private static JsonNode entries(VerifyContext context, CatalogKind kind) throws IOException {
        return CatalogChecks.entries(context.producedCatalog(kind), kind);
    }
}
