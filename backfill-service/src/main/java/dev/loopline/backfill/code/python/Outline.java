package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.SourceSurvey.Call;
import dev.loopline.backfill.code.python.SourceSurvey.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The definitions at the top level of a module, how each can be called, and whether the import runs more than these. */
final class Outline {

    /** Methods that compute, the usual first. */
    static final List<String> ENTRIES =
            List.of("fit_transform", "transform", "calculate", "compute", "calc", "run", "__call__");

    /** The method of a class that has to be fitted to the table before it transforms it. */
    static final String FIT_AND_TRANSFORM = "fit.transform";

    private static final int MOST = 2_000;
    private static final Pattern TABLE = Pattern.compile("df\\w*|data\\w*|frame|panel|table|prices?|bars?|pv|d");
    private static final Pattern PLAIN = Pattern.compile(".*\\b(int|float|str|bool|Path|dict|list)\\b.*");
    private static final Set<String> FILES = Set.of(
            "read_hdf",
            "read_parquet",
            "read_csv",
            "read_pickle",
            "read_feather",
            "HDFStore",
            "to_hdf",
            "to_parquet",
            "to_csv",
            "to_pickle",
            "open",
            "exit");

    private Outline() {}

    static List<Definition> definitions(Node module) {
        List<Definition> all = new ArrayList<>();
        for (Node statement : module.children()) {
            Node inner = statement.is("decorated_definition")
                    ? statement.child("definition").orElse(statement)
                    : statement;
            if (all.size() < MOST && inner.is("function_definition")) {
                all.add(new Definition(name(inner), false, null, call(inner, Parameters.of(inner))));
            } else if (all.size() < MOST && inner.is("class_definition")) {
                all.add(ofClass(inner));
            }
        }
        return all;
    }

    static String name(Node definition) {
        return definition.child("name").map(Node::text).orElse("");
    }

    private static Definition ofClass(Node type) {
        List<Node> methods = type.child("body").stream()
                .flatMap(body -> body.children().stream())
                .map(one ->
                        one.is("decorated_definition") ? one.child("definition").orElse(one) : one)
                .filter(one -> one.is("function_definition"))
                .toList();
        boolean plainConstructor = methods.stream()
                .filter(method -> name(method).equals("__init__"))
                .allMatch(method -> required(withoutSelf(method)).isEmpty());
        Optional<Node> entry = ENTRIES.stream()
                .flatMap(name -> methods.stream().filter(method -> name(method).equals(name)))
                .findFirst();
        Call call =
                plainConstructor && entry.isPresent() ? call(entry.get(), withoutSelf(entry.get())) : Call.OTHERWISE;
        boolean isFitted =
                entry.filter(method -> name(method).equals("transform")).isPresent()
                        && methods.stream().anyMatch(method -> name(method).equals("fit"));
        return new Definition(
                name(type),
                true,
                isFitted ? FIT_AND_TRANSFORM : entry.map(Outline::name).orElse(null),
                call);
    }

    private static List<Node> withoutSelf(Node method) {
        List<Node> all = Parameters.of(method);
        return all.subList(Math.min(1, all.size()), all.size());
    }

    private static List<Node> required(List<Node> parameters) {
        return parameters.stream()
                .filter(one -> Parameters.kind(one) == Parameters.Kind.ONE && !Parameters.hasDefault(one))
                .toList();
    }

    private static Call call(Node function, List<Node> parameters) {
        if (function.children().stream().anyMatch(child -> child.is("async"))) {
            return Call.OTHERWISE;
        }
        List<Node> required = required(parameters);
        if (required.isEmpty()) {
            // A table that it makes itself if it is given none.
            boolean table = !parameters.isEmpty()
                    && TABLE.matcher(Parameters.name(parameters.get(0))).matches()
                    && parameters
                            .get(0)
                            .child("value")
                            .filter(one -> one.text().equals("None"))
                            .isPresent();
            return table ? Call.WITH_FRAME : Call.WITHOUT_ARGUMENTS;
        }
        Node only = required.get(0);
        String name = Parameters.name(only).toLowerCase(Locale.ROOT);
        boolean isFile = name.contains("path") || name.contains("file") || name.contains("dir");
        boolean isPlain = PLAIN.matcher(Parameters.annotation(only)).matches();
        return required.size() == 1 && !isFile && !isPlain ? Call.WITH_FRAME : Call.OTHERWISE;
    }

    /** Whether the import alone reads or writes files, or calls functions of the module. */
    static boolean runsAtImport(Node module) {
        Set<String> functions = definitions(module).stream()
                .filter(one -> !one.isClass())
                .map(Definition::name)
                .collect(Collectors.toSet());
        return module.children().stream()
                .filter(statement -> !isDefinition(statement) && !isMainGuard(statement))
                .anyMatch(statement -> runs(statement, functions));
    }

    private static boolean isDefinition(Node node) {
        return node.is("function_definition") || node.is("class_definition") || node.is("decorated_definition");
    }

    private static boolean isMainGuard(Node statement) {
        return statement.is("if_statement")
                && statement
                        .child("condition")
                        .filter(condition -> condition.text().contains("__name__"))
                        .isPresent();
    }

    private static boolean runs(Node node, Set<String> functions) {
        if (isDefinition(node) || node.is("lambda")) {
            return false;
        }
        if (node.is("call")) {
            String callee = node.child("function").map(Outline::last).orElse("");
            if (FILES.contains(callee) || functions.contains(callee)) {
                return true;
            }
        }
        return node.children().stream().anyMatch(child -> runs(child, functions));
    }

    private static String last(Node callee) {
        return callee.is("attribute")
                ? callee.child("attribute").map(Node::text).orElse("")
                : callee.text();
    }
}
