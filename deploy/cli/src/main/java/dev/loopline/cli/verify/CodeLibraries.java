package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.path.DotEnv;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two shared Python libraries, as the service that writes them says where they are; else as the environment or the home's
 * {@code .env} does. For one thread.
 */
final class CodeLibraries {

    static final String FACTORS = "rd_factors_lib";
    static final String STRATEGIES = "rd_strategies_lib";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST_SECONDS = 120;

    /**
     * Imports each module once, without a byte code file and without the user's own settings, and looks at each function and
     * at the sources that it would run. No source is run.
     */
    private static final String LOOK = """
            import ast, importlib, json, os, re, sys

            asked = json.load(sys.stdin)
            sys.path[:0] = asked["roots"]
            sources = {}


            def fault_of(path):
                if path not in sources:
                    sources[path] = None
                    try:
                        with open(path, "rb") as file:
                            ast.parse(file.read())
                    except OSError:
                        sources[path] = path + " is not there"
                    except (SyntaxError, ValueError) as problem:
                        # An older Python than the factor was written for knows less.
                        sources[path] = path + " is no Python: " + str(problem) if sys.version_info >= (3, 11) else None
                return sources[path]


            def fault(module, name):
                try:
                    found = getattr(importlib.import_module(module), name)
                except Exception as problem:
                    return type(problem).__name__ + ": " + str(problem)
                if not callable(found):
                    return "it cannot be called"
                folder = os.path.join(os.path.dirname(os.path.abspath(sys.modules[module].__file__)), "factors")
                for constant in getattr(getattr(found, "__code__", None), "co_consts", ()):
                    if isinstance(constant, str) and re.fullmatch("f_.*_[0-9a-f]{12}", constant):
                        wrong = fault_of(os.path.join(folder, constant + ".py"))
                        if wrong:
                            return wrong
                return None


            json.dump([fault(module, name) for module, name in asked["functions"]], sys.stdout)
            """;

    private final Map<String, Path> roots;
    private final String python;

    private CodeLibraries(Map<String, Path> roots, String python) {
        this.roots = Map.copyOf(roots);
        this.python = python;
    }

    /** A function that something names. */
    record Function(String module, String name) {

        /** The package that the module lies in. */
        String library() {
            return module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
        }
    }

    /** @param python the command that starts Python, if there is one */
    static CodeLibraries of(VerifyContext context, String python) throws IOException, InterruptedException {
        Map<String, Path> roots = new HashMap<>();
        JsonNode said = said(context);
        root(context, said.get("factors_library"), "RD_FACTORS_LIB_ROOT").ifPresent(root -> roots.put(FACTORS, root));
        root(context, said.get("strategies_library"), "RD_STRATEGIES_LIB_ROOT")
                .ifPresent(root -> roots.put(STRATEGIES, root));
        return new CodeLibraries(roots, python);
    }

    private static JsonNode said(VerifyContext context) throws InterruptedException {
        try {
            return new ServiceCalls(PATIENCE).get(context.endpoints().backfillServiceUrl() + "/api/status");
        } catch (IOException e) {
            // Then only the environment says it; that the service does not answer is the matter of other checks.
            return Json.mapper().createObjectNode();
        }
    }

    private static Optional<Path> root(VerifyContext context, @Nullable JsonNode said, String variable)
            throws IOException {
        if (said != null) {
            return Optional.ofNullable(said.textValue()).map(Path::of);
        }
        String root = System.getenv(variable);
        Path file = context.rdagentHome().resolve(".env");
        if ((root == null || root.isBlank()) && Files.isRegularFile(file)) {
            root = DotEnv.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), System.getenv())
                    .get(variable);
        }
        return Optional.ofNullable(root).filter(text -> !text.isBlank()).map(Path::of);
    }

    /** Whether something says where the library is. */
    boolean isSet(String library) {
        return roots.containsKey(library);
    }

    /** Whether its folder is there. */
    boolean isHere(String library) {
        Path root = roots.get(library);
        return root != null && Files.isDirectory(root);
    }

    /** What is wrong with each of these functions; those that are there and can be called are left out. */
    Map<Function, Message> faults(Collection<Function> functions) throws IOException, InterruptedException {
        List<Function> asked = functions.stream()
                .filter(function -> isHere(function.library()))
                .distinct()
                .toList();
        Optional<JsonNode> answer = asked.isEmpty() ? Optional.empty() : python(asked);
        Map<Function, Message> faults = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            Function function = asked.get(i);
            Message fault = answer.isPresent() ? said(answer.get().path(i)) : read(function);
            if (fault != null) {
                faults.put(function, fault);
            }
        }
        return faults;
    }

    /** The answer of {@code python3}; empty if there is none here, or if it gives no answer. */
    private Optional<JsonNode> python(List<Function> functions) throws InterruptedException {
        ObjectNode question = Json.mapper().createObjectNode();
        ArrayNode places = question.putArray("roots");
        roots.values().forEach(root -> places.add(root.toAbsolutePath().toString()));
        ArrayNode asked = question.putArray("functions");
        functions.forEach(function -> asked.addArray().add(function.module()).add(function.name()));
        Process process = null;
        try {
            process = new ProcessBuilder(python, "-I", "-B", "-c", LOOK)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Process started = process;
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
                try {
                    return started.getInputStream().readAllBytes();
                } catch (IOException e) {
                    return new byte[0];
                }
            });
            try (OutputStream in = process.getOutputStream()) {
                in.write(Json.mapper().writeValueAsBytes(question));
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
            JsonNode answer = Json.mapper().readTree(output.join());
            return Optional.of(answer).filter(list -> list.isArray() && list.size() == functions.size());
        } catch (IOException e) {
            // No Python, or not one that gives an answer: the text of the library says it as well.
            return Optional.empty();
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static @Nullable Message said(JsonNode answer) {
        return answer.isTextual() ? Message.literal(answer.textValue()) : null;
    }

    /** What the text of the module says. */
    private @Nullable Message read(Function function) throws IOException {
        Path root = roots.get(function.library());
        Path file = root == null ? Path.of("") : root.resolve(function.module().replace('.', '/') + ".py");
        if (!Files.isRegularFile(file)) {
            return Message.of("found.library.file", file);
        }
        String name = Pattern.quote(function.name());
        boolean isDefined = Pattern.compile("^(?:def " + name + "\\(|" + name + " = )", Pattern.MULTILINE)
                .matcher(Files.readString(file, StandardCharsets.UTF_8))
                .find();
        return isDefined ? null : Message.of("found.library.undefined", file);
    }
}
