package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Statements. Of a branch whose condition is not known both ways are taken; a loop is run for each value that is known. */
final class Statements {

    private static final Pattern CATCHES_MISSING = Pattern.compile("\\b(KeyError|LookupError|AttributeError)\\b");

    private final Interpreter run;

    Statements(Interpreter run) {
        this.run = run;
    }

    /** How a statement ends: the next one follows, the block is left, or an error ends it. */
    enum End {
        NEXT,
        LEFT,
        RAISED;

        /** After two branches. */
        End or(End other) {
            return this == NEXT || other == NEXT ? NEXT : this == LEFT || other == LEFT ? LEFT : RAISED;
        }
    }

    End block(Node block) {
        int entered = 0;
        try {
            for (Node statement : block.children()) {
                Set<String> left = new LinkedHashSet<>();
                End end = statement(statement, left);
                if (end != End.NEXT) {
                    return end;
                }
                if (!left.isEmpty()) {
                    run.findings().enter(left);
                    entered++;
                }
            }
            return End.NEXT;
        } finally {
            for (; entered > 0; entered--) {
                run.findings().leave();
            }
        }
    }

    /** @param ifPresent takes columns without which what follows is not reached */
    private End statement(Node node, Set<String> ifPresent) {
        run.findings().charge(1);
        switch (node.type()) {
            case "expression_statement" -> node.children().forEach(this::simple);
            case "return_statement" -> {
                run.returns(
                        node.children().isEmpty()
                                ? Value.NONE
                                : run.expressions().value(node.children().get(0)));
                return End.LEFT;
            }
            case "raise_statement" -> {
                node.children().forEach(run.expressions()::value);
                return End.RAISED;
            }
            case "break_statement", "continue_statement" -> {
                return End.LEFT;
            }
            case "if_statement" -> {
                return branches(node, ifPresent);
            }
            case "for_statement" -> loop(node);
            case "while_statement" -> {
                run.expressions().value(node.child("condition"));
                node.child("body").ifPresent(this::block);
            }
            case "try_statement" -> {
                return attempt(node);
            }
            case "with_statement" -> {
                return with(node);
            }
            case "function_definition", "class_definition", "decorated_definition" ->
                run.calls().define(node);
            case "import_statement", "import_from_statement" -> imports(node);
            case "global_statement", "nonlocal_statement" ->
                node.children().forEach(name -> run.scope().declareElsewhere(name.text()));
            case "assert_statement" -> node.children().forEach(run.expressions()::value);
            case "match_statement" -> cases(node);
            case "block", "else_clause", "finally_clause" -> {
                return node.child("body").map(this::block).orElseGet(() -> block(node));
            }
            default -> {}
        }
        return End.NEXT;
    }

    private void simple(Node node) {
        switch (node.type()) {
            case "assignment" -> {
                Optional<Node> right = node.child("right");
                if (right.isPresent()) {
                    Value value = right.get().is("assignment")
                            ? chained(right.get())
                            : run.expressions().value(right.get());
                    node.child("left").ifPresent(target -> run.iteration().bind(target, value));
                }
            }
            case "augmented_assignment" -> {
                Node target = node.child("left").orElse(node);
                String operator = node.child("operator").map(Node::text).orElse("");
                Value before = run.expressions().value(target);
                Value value = run.expressions().value(node.child("right"));
                run.iteration().bind(target, run.expressions().combine(before, operator, value));
            }
            default -> run.expressions().value(node);
        }
    }

    private Value chained(Node assignment) {
        simple(assignment);
        return run.expressions().value(assignment.child("left"));
    }

    private record Branch(Node condition, Optional<Node> body) {}

    private End branches(Node node, Set<String> ifPresent) {
        List<Branch> branches = new ArrayList<>();
        branches.add(new Branch(node.child("condition").orElse(node), node.child("consequence")));
        Optional<Node> otherwise = Optional.empty();
        for (Node child : node.children()) {
            if (child.is("elif_clause")) {
                branches.add(new Branch(child.child("condition").orElse(child), child.child("consequence")));
            } else if (child.is("else_clause")) {
                otherwise = child.child("body");
            }
        }
        return branch(branches, 0, otherwise, ifPresent);
    }

    private End branch(List<Branch> branches, int at, Optional<Node> otherwise, Set<String> ifPresent) {
        if (at == branches.size() || at > 40) {
            return otherwise.map(this::block).orElse(End.NEXT);
        }
        Branch branch = branches.get(at);
        Optional<Boolean> truth = run.expressions().value(branch.condition()).isTrue();
        if (truth.isPresent()) {
            return truth.get()
                    ? branch.body().map(this::block).orElse(End.NEXT)
                    : branch(branches, at + 1, otherwise, ifPresent);
        }
        Guard then = Guard.of(branch.condition(), true, run.expressions());
        Guard not = Guard.of(branch.condition(), false, run.expressions());
        Map<String, Value> before = run.scope().snapshot();
        run.findings().charge(before.size());
        End first = guarded(then, () -> branch.body().map(this::block).orElse(End.NEXT));
        Map<String, Value> after = run.scope().snapshot();
        run.scope().restore(before);
        End second = guarded(not, () -> branch(branches, at + 1, otherwise, ifPresent));
        if (second != End.NEXT) {
            run.scope().restore(after);
        } else if (first == End.NEXT) {
            run.scope().join(after);
        }
        if (first == End.LEFT && second == End.NEXT) {
            ifPresent.addAll(then.absent());
        }
        return first.or(second);
    }

    private End guarded(Guard guard, java.util.function.Supplier<End> body) {
        run.findings().enter(guard.present());
        run.tables().enterAbsent(guard.absent());
        try {
            return body.get();
        } finally {
            run.tables().leaveAbsent();
            run.findings().leave();
        }
    }

    private void loop(Node node) {
        Value all = run.expressions().value(node.child("right"));
        Optional<Node> target = node.child("left");
        for (Value one : run.iteration().of(all)) {
            target.ifPresent(name -> run.iteration().bind(name, one));
            node.child("body").ifPresent(this::block);
        }
        node.child("alternative").flatMap(other -> other.child("body")).ifPresent(this::block);
    }

    /** A column that is read inside is needed only if its absence is not caught. */
    private End attempt(Node node) {
        List<Node> handlers = node.children().stream()
                .filter(child -> child.is("except_clause"))
                .toList();
        Optional<Node> body = node.child("body");
        boolean tolerant = handlers.stream().anyMatch(handler -> catchesMissing(handler, body));
        End end = End.NEXT;
        if (tolerant) {
            run.findings().tolerate(true);
        }
        try {
            end = body.map(this::block).orElse(End.NEXT);
        } finally {
            if (tolerant) {
                run.findings().tolerate(false);
            }
        }
        for (Node handler : handlers) {
            Map<String, Value> before = run.scope().snapshot();
            run.findings().charge(before.size());
            End handled = handler.children().stream()
                    .filter(child -> child.is("block"))
                    .map(this::block)
                    .findFirst()
                    .orElse(End.NEXT);
            if (handled == End.NEXT) {
                run.scope().join(before);
            } else {
                run.scope().restore(before);
            }
            end = end.or(handled);
        }
        for (Node child : node.children()) {
            if (child.is("else_clause")) {
                child.child("body").ifPresent(this::block);
            } else if (child.is("finally_clause")) {
                child.children().forEach(this::block);
            }
        }
        return end;
    }

    private static boolean catchesMissing(Node handler, Optional<Node> body) {
        List<Node> children = handler.children();
        if (children.isEmpty()) {
            return false;
        }
        Node block = children.get(children.size() - 1);
        boolean raises = block.children().stream().anyMatch(child -> child.is("raise_statement"));
        if (raises) {
            return false;
        }
        String caught = children.size() == 1 ? "" : children.get(0).text();
        boolean any = caught.isEmpty() || caught.startsWith("Exception");
        boolean oneLine = body.filter(inside -> inside.children().size() == 1).isPresent();
        return CATCHES_MISSING.matcher(caught).find() || any && oneLine;
    }

    private End with(Node node) {
        for (Node clause : node.children()) {
            if (!clause.is("with_clause")) {
                continue;
            }
            for (Node item : clause.children()) {
                Node value = item.child("value").orElse(item);
                if (value.is("as_pattern") && !value.children().isEmpty()) {
                    Value opened = run.expressions().value(value.children().get(0));
                    value.child("alias").ifPresent(name -> run.iteration().bind(name, opened));
                } else {
                    run.expressions().value(value);
                }
            }
        }
        return node.child("body").map(this::block).orElse(End.NEXT);
    }

    private void cases(Node node) {
        node.all("subject").forEach(run.expressions()::value);
        node.child("body").stream()
                .flatMap(body -> body.children().stream())
                .filter(one -> one.is("case_clause"))
                .forEach(one -> one.child("consequence").ifPresent(this::block));
    }

    private void imports(Node node) {
        String module = node.child("module_name").map(Node::text).orElse("");
        for (Node name : node.all("name")) {
            boolean aliased = name.is("aliased_import");
            String path = aliased ? name.child("name").map(Node::text).orElse("") : name.text();
            String full = module.isEmpty() ? path : module + "." + path;
            if (aliased) {
                name.child("alias").ifPresent(alias -> run.scope().set(alias.text(), new Value.Module(full)));
            } else if (module.isEmpty()) {
                String first = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
                run.scope().set(first, new Value.Module(first));
            } else {
                run.scope().set(path, new Value.Module(full));
            }
        }
    }
}
