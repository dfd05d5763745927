package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.text.Message;
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
    private record Named(Function function, Message who) {}

    static Check check() {
        return Check.of("T2", context -> new LibraryChecks(context, "python3").run());
    }

    CheckResult run() throws SQLException, IOException, InterruptedException {
        catalogs();
        rows();
        files();
        List<Function> functions = named.stream().map(Named::function).toList();
        Map<Function, Message> faults = libraries.faults(functions);
        for (Named one : named) {
            look(one, faults);
        }
        models();
        return findings.result("named");
    }

    private void look(Named one, Map<Function, Message> faults) {
        Function function = one.function();
        String name = function.module() + "." + function.name();
        if (!libraries.isSet(function.library())) {
            findings.expect(false, Reason.FIELD_INVALID, () -> Message.of("found.library.unset", one.who(), name));
        } else if (!libraries.isHere(function.library())) {
            findings.explain(Explanation.LIBRARY_AWAY, Message.of("found.library.away", one.who(), name));
        } else {
            Message fault = faults.get(function);
            findings.expect(
                    fault == null,
                    Reason.FIELD_INVALID,
                    () -> Message.of("found.library.lacks", one.who(), name, fault));
        }
    }

    private void catalogs() throws IOException {
        for (JsonNode factor : CatalogChecks.entries(context.producedCatalog(CatalogKind.FACTOR), CatalogKind.FACTOR)) {
            factor(
                    factor,
                    Message.of(
                            "found.who.catalog.factor",
                            factor.path("factor_name").asText()));
        }
        for (JsonNode strategy :
                CatalogChecks.entries(context.producedCatalog(CatalogKind.STRATEGY), CatalogKind.STRATEGY)) {
            strategy(
                    strategy.path("python_implementation"),
                    Message.of(
                            "found.who.catalog.strategy",
                            strategy.path("strategy_id").asText()));
        }
    }

    private void rows() throws SQLException, IOException {
        String factors = "SELECT factor_name, json_build_object('impl_module', impl_module, 'impl_func', impl_func,"
                + " 'interface_info', interface_info) AS entry FROM ";
        for (Row row : Row.query(context.database(), factors + of(CatalogKind.FACTOR))) {
            factor(
                    Json.mapper().readTree(row.text("entry")),
                    Message.of("found.who.table.factor", row.text("factor_name")));
        }
        String strategies = "SELECT strategy_id, coalesce(python_implementation, '{}') AS entry FROM ";
        for (Row row : Row.query(context.database(), strategies + of(CatalogKind.STRATEGY))) {
            strategy(
                    Json.mapper().readTree(row.text("entry")),
                    Message.of("found.who.table.strategy", row.text("strategy_id")));
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
                    factor(
                            factor,
                            Message.of(
                                    "found.who.file.factor", factor.path("name").asText(), factors));
                }
                Path strategy = folder.get().resolve("strategy_meta.json");
                JsonNode meta = tree(loop.key(), strategy);
                boolean isNamed = strategy(meta.path("python_implementation"), Message.of("found.who.file", strategy));
                if (!isNamed && !meta.isEmpty()) {
                    without(
                            meta.path("implementation_missing").asText(""),
                            CodeLibraries.STRATEGIES,
                            Message.of("found.who.file", strategy));
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

    private void factor(JsonNode entry, Message who) {
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
        findings.expect(!wrapper.isEmpty(), Reason.FIELD_INVALID, () -> Message.of("found.wrapper", who));
        if (!wrapper.isEmpty() && !wrapper.equals(function)) {
            named.add(new Named(new Function(module, wrapper), who));
        }
    }

    /** Whether it names a function. */
    private boolean strategy(JsonNode implementation, Message who) {
        String module = implementation.path("module").asText("");
        String function = implementation.path("func").asText("");
        if (!function.isEmpty() && module.startsWith(CodeLibraries.STRATEGIES + ".")) {
            named.add(new Named(new Function(module, function), who));
        }
        return !function.isEmpty();
    }

    /** Something names no function: that a library lacks it has to be so still. */
    private void without(String reason, String library, Message who) {
        boolean isOld = reason.isEmpty() || reason.startsWith(OF_THE_LIBRARY);
        findings.expect(
                !isOld || !libraries.isHere(library),
                Reason.FIELD_INVALID,
                () -> reason.isEmpty()
                        ? Message.of("found.library.earlier", who, library)
                        : Message.of("found.library.while", who, reason, library));
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
                    () -> Message.of(
                            "found.model.config", model.path("model_id").asText()));
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
