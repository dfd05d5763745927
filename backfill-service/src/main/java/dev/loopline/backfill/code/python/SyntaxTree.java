package dev.loopline.backfill.code.python;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParseState;
import org.treesitter.TSParser;
import org.treesitter.TSSymbolType;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterPython;

/**
 * A parsed Python source, in memory of its own, so that nothing of the native library outlives the parsing. Every text has
 * one, also one that is no Python.
 *
 * @param root the module
 * @param nodes how many nodes it has
 * @param hasErrors whether a part of the text is no Python; its module is then empty
 * @param isCut whether something is nested deeper than {@value #DEEPEST} levels and was left out
 */
record SyntaxTree(Node root, int nodes, boolean hasErrors, boolean isCut) {

    private static final int DEEPEST = 250;
    private static final int PIECE = 1 << 16;

    /** The grammar's names by number; each step through the native library costs more than all that is done here. */
    private static final class Grammar {

        static final TSLanguage PYTHON = new TreeSitterPython();
        private static final String[] TYPES = new String[PYTHON.symbolCount()];
        private static final boolean[] NAMED = new boolean[TYPES.length];
        private static final String[] FIELDS = new String[PYTHON.fieldCount() + 1];

        static {
            for (int symbol = 0; symbol < TYPES.length; symbol++) {
                TYPES[symbol] = PYTHON.symbolName(symbol);
                NAMED[symbol] = PYTHON.symbolType(symbol) == TSSymbolType.TSSymbolTypeRegular;
            }
            for (int field = 1; field < FIELDS.length; field++) {
                FIELDS[field] = PYTHON.fieldNameForId(field);
            }
        }

        private Grammar() {}

        static String type(int symbol) {
            return symbol >= 0 && symbol < TYPES.length ? TYPES[symbol] : "ERROR";
        }

        static boolean isNamed(int symbol) {
            return symbol < 0 || symbol >= NAMED.length || NAMED[symbol];
        }

        static @Nullable String field(int field) {
            return field > 0 && field < FIELDS.length ? FIELDS[field] : null;
        }
    }

    /**
     * Parses a source. The parser is stopped at its first error: what it would make of the rest is of no use, and repairing
     * a text that is no Python at all takes it long.
     *
     * @throws LinkageError if the native library cannot be loaded on this machine
     */
    static SyntaxTree parse(String source) {
        SyntaxTree tree = parseAsItIs(source);
        String deepened = tree.hasErrors() ? Indentation.deepened(source) : source;
        return deepened.equals(source) ? tree : parseAsItIs(deepened);
    }

    private static SyntaxTree parseAsItIs(String source) {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        try (TSParser parser = new TSParser()) {
            parser.setLanguage(Grammar.PYTHON);
            TSTree parsed = parser.parseWithOptions(
                    new byte[PIECE],
                    null,
                    (piece, from, place) -> read(bytes, from, piece),
                    TSInputEncoding.TSInputEncodingUTF8,
                    TSParseState::hasError);
            if (parsed == null) {
                return broken(bytes);
            }
            try (TSTree tree = parsed) {
                TSNode root = tree.getRootNode();
                if (root.hasError() || !Indentation.isConsistent(source)) {
                    return broken(bytes);
                }
                SyntaxTree copy = new Copy(bytes).of(root);
                return Python3.takes(copy.root()) ? copy : broken(bytes);
            }
        }
    }

    private static int read(byte[] source, int from, byte[] piece) {
        int length = Math.max(0, Math.min(piece.length, source.length - from));
        System.arraycopy(source, Math.min(from, source.length), piece, 0, length);
        return length;
    }

    private static SyntaxTree broken(byte[] source) {
        return new SyntaxTree(new Node("module", null, source, new Node.Span(0, 0), List.of()), 1, true, false);
    }

    /** Why there is no parser here. */
    static String reason(LinkageError e) {
        return "The parser's native library does not load here: " + (e.getCause() == null ? e : e.getCause());
    }

    /** Copies a native tree without recursion, so that no nesting exhausts the stack. */
    private static final class Copy {

        private final byte[] source;
        private final Deque<Open> open = new ArrayDeque<>();
        private int nodes;
        private boolean cut;

        Copy(byte[] source) {
            this.source = source;
        }

        private record Open(String type, @Nullable String field, TSNode node, List<Node> children) {}

        SyntaxTree of(TSNode root) {
            try (TSTreeCursor cursor = new TSTreeCursor(root)) {
                open.push(new Open("module", null, root, new ArrayList<>()));
                Node module = cursor.gotoFirstChild() ? children(cursor) : close();
                return new SyntaxTree(module, nodes, false, cut);
            }
        }

        private Node children(TSTreeCursor cursor) {
            while (true) {
                if (keep(cursor)) {
                    boolean deepest = open.size() >= DEEPEST;
                    if (!deepest && cursor.gotoFirstChild()) {
                        continue;
                    }
                    cut |= deepest && open.element().node().getChildCount() > 0;
                    close();
                }
                while (!cursor.gotoNextSibling()) {
                    cursor.gotoParent();
                    Node parent = close();
                    if (open.isEmpty()) {
                        return parent;
                    }
                }
            }
        }

        private boolean keep(TSTreeCursor cursor) {
            TSNode node = cursor.currentNode();
            int symbol = node.getSymbol();
            String field = Grammar.field(cursor.currentFieldId());
            boolean isNamed = Grammar.isNamed(symbol);
            String type = Grammar.type(symbol);
            boolean isAsync = type.equals("async") && open.element().type().equals("function_definition");
            if (!isNamed && field == null && !isAsync) {
                return false;
            }
            boolean keep = !type.equals("comment");
            if (keep) {
                nodes++;
                open.push(new Open(type, field, node, new ArrayList<>(2)));
            }
            return keep;
        }

        /** A node reaches from its first child to its last; only what has none, and texts, are asked where they stand. */
        private Node close() {
            Open done = open.pop();
            List<Node> children = List.copyOf(done.children());
            boolean asked = children.isEmpty() || done.type().equals("string_content");
            int start = asked ? done.node().getStartByte() : children.get(0).start();
            int end = asked
                    ? done.node().getEndByte()
                    : children.get(children.size() - 1).end();
            Node node = new Node(done.type(), done.field(), source, new Node.Span(start, end), children);
            if (!open.isEmpty()) {
                open.element().children().add(node);
            }
            return node;
        }
    }
}
