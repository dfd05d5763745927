package dev.loopline.backfill.code.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One analysis: its findings, its scopes and its parts, which use each other through it. Not safe for several threads. */
final class Interpreter {

    private static final String RESULT_FILE = "result.h5";

    private final Findings findings;
    private final Outputs outputs = new Outputs();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private final Deque<List<Value>> returned = new ArrayDeque<>();
    private final Set<Node> called = new HashSet<>();
    private final Expressions expressions;
    private final Statements statements;
    private final Calls calls;
    private final Attributes attributes;
    private final Tables tables;
    private final Methods methods;
    private final Libraries libraries;
    private final Iteration iteration;

    Interpreter(Findings findings) {
        this.findings = findings;
        this.expressions = new Expressions(this);
        this.statements = new Statements(this);
        this.calls = new Calls(this);
        this.attributes = new Attributes(this);
        this.tables = new Tables(this);
        this.methods = new Methods(this);
        this.libraries = new Libraries(this);
        this.iteration = new Iteration(this);
        scopes.push(new Scope(null));
    }

    /** The file that a factor writes; what is read from it again is no source data. */
    static boolean isResult(String path) {
        return path.endsWith(RESULT_FILE);
    }

    void module(Node module) {
        statements.block(module);
    }

    Outputs outputs() {
        return outputs;
    }

    Findings findings() {
        return findings;
    }

    Expressions expressions() {
        return expressions;
    }

    Statements statements() {
        return statements;
    }

    Calls calls() {
        return calls;
    }

    Attributes attributes() {
        return attributes;
    }

    Tables tables() {
        return tables;
    }

    Methods methods() {
        return methods;
    }

    Libraries libraries() {
        return libraries;
    }

    Iteration iteration() {
        return iteration;
    }

    Scope scope() {
        return scopes.element();
    }

    void returns(Value value) {
        if (!returned.isEmpty()) {
            returned.element().add(value);
        }
    }

    /** Runs something in a scope of its own and gives what it returned. */
    Value inScope(Scope scope, Runnable body) {
        scopes.push(scope);
        returned.push(new ArrayList<>());
        try {
            body.run();
            return returned.element().stream().limit(64).reduce(Value::join).orElse(Value.NONE);
        } finally {
            returned.pop();
            scopes.pop();
        }
    }

    void markCalled(Node definition) {
        called.add(definition);
    }

    boolean wasCalled(Node definition) {
        return called.contains(definition);
    }

    Optional<Value> global(String name) {
        return scopes.getLast().own(name);
    }
}
