package dev.loopline.backfill.code.python;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterPython;

/**
 * A parsed Python source, in memory of its own, so that nothing of the native library outlives the parsing. Every text has
 * one, also one that is no Python.
 *
 * @param root the module
 * @param nodes how many nodes it has
 * @param hasErrors whether a part of the text is no Python
 * @param isCut whether something is nested deeper than {@value #DEEPEST} levels and was left out
 */
record SyntaxTree(Node root, int nodes, boolean hasErrors, boolean isCut) {

    private static final int DEEPEST = 250;

    /** @throws LinkageError if the native library cannot be loaded on this machine */
    static SyntaxTree parse(String source) {
        byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
        try (TSParser parser = new TSParser()) {
            parser.setLanguage(new TreeSitterPython());
            try (TSTree tree = parser.parseStringEncoding(null, source, TSInputEncoding.TSInputEncodingUTF8)) {
                return new Copy(bytes).of(tree.getRootNode());
            }
        }
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

        private record Open(String type, @Nullable String field, int start, int end, List<Node> children) {}

        SyntaxTree of(TSNode root) {
            try (TSTreeCursor cursor = new TSTreeCursor(root)) {
                open(root, null);
                Node module = cursor.gotoFirstChild() ? children(cursor) : close();
                return new SyntaxTree(module, nodes, root.hasError(), cut);
            }
        }

        private Node children(TSTreeCursor cursor) {
            while (true) {
                if (keep(cursor)) {
                    if (open.size() < DEEPEST && cursor.gotoFirstChild()) {
                        continue;
                    }
                    cut |= open.size() >= DEEPEST && cursor.currentNode().getChildCount() > 0;
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
            String field = cursor.currentFieldName();
            boolean keep = node.isNamed() ? !node.getType().equals("comment") : field != null;
            if (keep) {
                open(node, field);
            }
            return keep;
        }

        private void open(TSNode node, @Nullable String field) {
            open.push(new Open(node.getType(), field, node.getStartByte(), node.getEndByte(), new ArrayList<>()));
            nodes++;
        }

        private Node close() {
            Open done = open.pop();
            Node node = new Node(
                    done.type(), done.field(), source, done.start(), done.end(), List.copyOf(done.children()));
            if (!open.isEmpty()) {
                open.peek().children().add(node);
            }
            return node;
        }
    }
}
