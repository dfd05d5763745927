package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Comprehensions and generator expressions, round by round. */
final class Comprehensions {

    private final Interpreter run;

    Comprehensions(Interpreter run) {
        this.run = run;
    }

    private interface Round {
        /** With the columns that the conditions say are there, or are not. */
        void of(Set<String> present, Set<String> absent);
    }

    Value list(Node node) {
        Items items = new Items();
        Node body = node.child("body").orElse(node);
        rounds(node, (present, absent) -> {
            Value value = run.expressions().value(body);
            if (value instanceof Text text && absent.contains(text.text())) {
                items.add(Value.UNKNOWN);
            } else if (value instanceof Text text && present.contains(text.text())) {
                items.add(new Text(text.text(), true));
            } else {
                items.add(value);
            }
        });
        return items;
    }

    Value dictionary(Node node) {
        Mapping mapping = new Mapping();
        Node pair = node.child("body").orElse(node);
        rounds(
                node,
                (present, absent) -> mapping.put(
                        run.expressions().value(pair.child("key")),
                        run.expressions().value(pair.child("value"))));
        return mapping;
    }

    /** What {@code all(condition for …)} says. */
    Guard allOf(Node generator, boolean holds) {
        Set<String> present = new LinkedHashSet<>();
        Set<String> absent = new LinkedHashSet<>();
        Node body = generator.child("body").orElse(generator);
        rounds(generator, (unused, also) -> {
            Guard guard = Guard.of(body, holds, run.expressions());
            present.addAll(guard.present());
            absent.addAll(guard.absent());
        });
        return new Guard(holds ? present : Set.of(), absent);
    }

    private void rounds(Node node, Round round) {
        List<Node> clauses = node.children().stream()
                .filter(child -> child.is("for_in_clause") || child.is("if_clause"))
                .toList();
        Map<String, Value> before = run.scope().snapshot();
        run.findings().charge(before.size());
        clause(clauses, 0, Set.of(), Set.of(), round);
        run.scope().restore(before);
    }

    private void clause(List<Node> clauses, int at, Set<String> present, Set<String> absent, Round round) {
        run.findings().charge(1);
        if (at == clauses.size()) {
            run.findings().enter(present);
            round.of(present, absent);
            run.findings().leave();
            return;
        }
        Node clause = clauses.get(at);
        if (clause.is("for_in_clause")) {
            Value all = clause.child("right").map(run.expressions()::value).orElse(Value.UNKNOWN);
            for (Value one : run.iteration().of(all)) {
                clause.child("left").ifPresent(target -> run.iteration().bind(target, one));
                clause(clauses, at + 1, present, absent, round);
            }
            return;
        }
        Node condition = clause.children().get(0);
        Optional<Boolean> truth = run.expressions().value(condition).isTrue();
        if (truth.isPresent() && !truth.get()) {
            return;
        }
        Guard guard = Guard.of(condition, true, run.expressions());
        clause(clauses, at + 1, union(present, guard.present()), union(absent, guard.absent()), round);
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> both = new LinkedHashSet<>(a);
        both.addAll(b);
        return both;
    }
}
