package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.verify.CodeLibraries.Function;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * T2: every function that metadata, a catalog or a row of AIstock names is in the shared libraries, and every model has its
 * configuration. An entry may name none and say why; then it has to be true.
 */
final class LibraryChecks {

    private static final String OF_THE_LIBRARY = "LIBRARY_";

    private final VerifyContext context;
    private final CodeLibraries libraries;
    private final Findings findings = new Findings();
    private final List<Named> named = new ArrayList<>();

    LibraryChecks(VerifyContext context, String python) throws IOException, InterruptedException {
        this.context = context;
        this.libraries = CodeLibraries.of(context, python);
    }

    /** @param who names the function */
    private record Named(Function function, String who) {}

    static Check check() {
        return Check.of(
                "T2",
                "every function that factors and strategies name is in the libraries, every model has its configuration",
                context -> new LibraryChecks(context, "python3").run());
    }

    CheckResult run() throws SQLException, IOException, InterruptedException {
        catalogs();
        rows();
        files();
        List<Function> functions = named.stream().map(Named::function).toList();
        Map<Function, String> faults = libraries.faults(functions);
        for (Named one : named) {
            look(one, faults);
        }
        models();
        return findings.result("factors, strategies and models");
    }

    private void look(Named one, Map<Function, String> faults) {
        Function function = one.function();
        String name = one.who() + " names " + function.module() + "." + function.name();
        if (!libraries.isSet(function.library())) {
            findings.expect(
                    false,
                    Reason.FIELD_INVALID,
                    () -> name + ", but nothing says where that library is; see RD_FACTORS_LIB_ROOT"
                            + " and RD_STRATEGIES_LIB_ROOT");
        } else if (!libraries.isHere(function.library())) {
            findings.explain(Explanation.LIBRARY_AWAY, name + "; the library's folder is not there now");
        } else {
            String fault = faults.get(function);
            findings.expect(fault == null, Reason.FIELD_INVALID, () -> name + ", which the library lacks: " + fault);
        }
    }

    private void catalogs() throws IOException {
        for (JsonNode factor : CatalogChecks.entries(context.producedCatalog(CatalogKind.FACTOR), CatalogKind.FACTOR)) {
            factor(factor, "factor " + factor.path("factor_name").asText() + " of the catalog");
        }
        for (JsonNode strategy :
                CatalogChecks.entries(context.producedCatalog(CatalogKind.STRATEGY), CatalogKind.STRATEGY)) {
            strategy(
                    strategy.path("python_implementation"),
                    "strategy " + strategy.path("strategy_id").asText() + " of the catalog");
        }
    }

    private void rows() throws SQLException, IOException {
        String factors = "SELECT factor_name, json_build_object('impl_module', impl_module, 'impl_func', impl_func,"
                + " 'interface_info', interface_info) AS entry FROM ";
        for (Row row : Row.query(context.database(), factors + of(CatalogKind.FACTOR))) {
            factor(
                    Json.mapper().readTree(row.text("entry")),
                    "factor " + row.text("factor_name") + " of AIstock's table");
        }
        String strategies = "SELECT strategy_id, coalesce(python_implementation, '{}') AS entry FROM ";
        for (Row row : Row.query(context.database(), strategies + of(CatalogKind.STRATEGY))) {
            strategy(
                    Json.mapper().readTree(row.text("entry")),
                    "strategy " + row.text("strategy_id") + " of AIstock's table");
        }
    }

    private static String of(CatalogKind kind) {
        return VerifyContext.table(kind) + " WHERE " + VerifyContext.ours(kind);
    }

    private void files() throws SQLException, IOException, InterruptedException {
        for (RegistryRows.LoopRow loop : context.carried()) {
            // Where Loopline may not write, the files are those of another writer; the catalogs say what it made of
            // them.
            Optional<Path> folder = MetadataChecks.folder(context, loop).filter(Files::isWritable);
            if (folder.isPresent()) {
                Path factors = folder.get().resolve("factor_meta.json");
                for (JsonNode factor : tree(loop.key(), factors).path("factors")) {
                    factor(factor, "factor " + factor.path("name").asText() + " of " + factors);
                }
                Path strategy = folder.get().resolve("strategy_meta.json");
                JsonNode meta = tree(loop.key(), strategy);
                boolean isNamed = strategy(meta.path("python_implementation"), strategy.toString());
                if (!isNamed && !meta.isEmpty()) {
                    without(
                            meta.path("implementation_missing").asText(""),
                            CodeLibraries.STRATEGIES,
                            strategy.toString());
                }
            }
        }
    }

    /** A file that is not there or does not parse is the matter of other checks; one of another writer is not Loopline's. */
    private JsonNode tree(LoopKey loop, Path file) throws IOException {
        boolean isOurs =
                context.notWritten(loop, String.valueOf(file.getFileName())).isEmpty();
        return isOurs && Files.isRegularFile(file) && Faults.ofJson(file).isEmpty()
                ? VerifyContext.json(file)
                : Json.mapper().createObjectNode();
    }

    private void factor(JsonNode entry, String who) {
        String module = entry.path("impl_module").asText("");
        String function = entry.path("impl_func").asText("");
        JsonNode info = entry.path("interface_info");
        if (!module.isEmpty() && !module.startsWith(CodeLibraries.FACTORS + ".")) {
            return; // Another library than Loopline's; what is in it, only its owner knows.
        }
        if (function.isEmpty()) {
            without(info.path("missing").asText(""), CodeLibraries.FACTORS, who);
            return;
        }
        named.add(new Named(new Function(module, function), who));
        String wrapper = info.path("standard_wrapper").asText("");
        findings.expect(
                !wrapper.isEmpty(),
                Reason.FIELD_INVALID,
                () -> who + " names a function, but no standard_wrapper; backfill its loop again");
        if (!wrapper.isEmpty() && !wrapper.equals(function)) {
            named.add(new Named(new Function(module, wrapper), who));
        }
    }

    /** Whether it names a function. */
    private boolean strategy(JsonNode implementation, String who) {
        String module = implementation.path("module").asText("");
        String function = implementation.path("func").asText("");
        if (!function.isEmpty() && module.startsWith(CodeLibraries.STRATEGIES + ".")) {
            named.add(new Named(new Function(module, function), who));
        }
        return !function.isEmpty();
    }

    /** Something names no function: that a library lacks it has to be so still. */
    private void without(String reason, String library, String who) {
        boolean isOld = reason.isEmpty() || reason.startsWith(OF_THE_LIBRARY);
        findings.expect(
                !isOld || !libraries.isHere(library),
                Reason.FIELD_INVALID,
                () -> who + " names no function and was written "
                        + (reason.isEmpty() ? "by an earlier release" : "while it was " + reason) + ", but " + library
                        + " is there; backfill its loop again");
    }

    private void models() throws IOException {
        for (JsonNode model : CatalogChecks.entries(context.producedCatalog(CatalogKind.MODEL), CatalogKind.MODEL)) {
            LoopKey loop = LoopKey.parse(model.path("task_run_id").asText() + "/"
                            + model.path("loop_id").asText())
                    .orElse(null);
            findings.expectUnless(
                    model.path("model_config").isObject()
                            && model.path("dataset_config").isObject(),
                    loop == null ? Optional.empty() : withoutConfiguration(loop),
                    Reason.FIELD_INVALID,
                    () -> "model " + model.path("model_id").asText() + " lacks model_config or dataset_config");
        }
    }

    private Optional<ProductView.Explained> withoutConfiguration(LoopKey loop) throws IOException {
        Optional<ProductView.Explained> none =
                FunctionChecks.lacking(context, loop, "CONFIG_MISSING", Explanation.CONFIG_MISSING);
        return none.isPresent()
                ? none
                : FunctionChecks.lacking(context, loop, "METRICS_MISSING", Explanation.METRICS_MISSING);
    }
}
