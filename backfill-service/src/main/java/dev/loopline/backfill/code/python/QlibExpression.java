package dev.loopline.backfill.code.python;

import dev.loopline.backfill.cache.ResultCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Derives from an expression of qlib, as {@code Corr($close/Ref($close, 1), $volume, 60)}, what it reads. Windows of
 * operators inside each other add up; a window of 0 is expanding (qlib, {@code data/ops.py}).
 */
public final class QlibExpression {

    private static final int LONGEST_EXPRESSION = 20_000;
    private static final int DEEPEST = 200;
    private static final Pattern FIELD = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final String MARK = "qlib_field_";
    private static final Set<String> WITHOUT_WINDOW = Set.of(
            "Abs",
            "Sign",
            "Log",
            "Power",
            "Mask",
            "Not",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Greater",
            "Less",
            "Gt",
            "Ge",
            "Lt",
            "Le",
            "Eq",
            "Ne",
            "And",
            "Or",
            "If",
            "ChangeInstrument",
            "Feature",
            "PFeature",
            "TResample");
    private static final Map<String, Integer> PLACE_OF_WINDOW = Map.of("Corr", 2, "Cov", 2);

    /** Every loop lists the same baseline features. */
    private static final ResultCache<FactorInputs> KNOWN = new ResultCache<>(1_000_000);

    private final Findings findings;

    private QlibExpression(Findings findings) {
        this.findings = findings;
    }

    /** Never fails; nothing is known of a text that names no field. */
    public static FactorInputs of(String expression) {
        if (!FIELD.matcher(expression).find() || expression.length() > LONGEST_EXPRESSION) {
            return FactorInputs.NONE;
        }
        return KNOWN.of(expression, QlibExpression::analyse);
    }

    private static FactorInputs analyse(String expression) {
        String python = FIELD.matcher(expression.strip()).replaceAll(MARK + "$1");
        SyntaxTree tree;
        try {
            tree = SyntaxTree.parse(python);
        } catch (LinkageError e) {
            return FactorInputs.nothing(new FactorInputs.Gap("EXPRESSION_NOT_ANALYSED", SyntaxTree.reason(e)));
        }
        if (tree.hasErrors() || tree.isCut()) {
            return FactorInputs.nothing(new FactorInputs.Gap(
                    "EXPRESSION_NOT_ANALYSED", "It is no expression of qlib: " + brief(expression)));
        }
        Findings findings = new Findings(Long.MAX_VALUE);
        findings.reaches(new QlibExpression(findings).days(tree.root(), 0));
        return findings.result();
    }

    private static String brief(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private int days(Node node, int depth) {
        if (depth > DEEPEST) {
            return 0;
        }
        if (node.is("identifier") && node.text().startsWith(MARK)) {
            findings.reads(node.text().substring(MARK.length()), false);
            return 0;
        }
        if (node.is("call")) {
            return operator(node, depth);
        }
        return node.children().stream()
                .mapToInt(child -> days(child, depth + 1))
                .max()
                .orElse(0);
    }

    private int operator(Node call, int depth) {
        String name = call.child("function").map(Node::text).orElse("");
        List<Node> arguments = call.child("arguments").map(Node::children).orElse(List.of());
        List<Node> inner = new ArrayList<>(arguments);
        int window = 0;
        int place = PLACE_OF_WINDOW.getOrDefault(name, 1);
        if (!WITHOUT_WINDOW.contains(name) && arguments.size() > place) {
            inner.remove(place);
            window = window(name, arguments.get(place));
        }
        int inside = inner.stream()
                .mapToInt(argument -> days(argument, depth + 1))
                .max()
                .orElse(0);
        return Math.min(inside + window, FactorInputs.LONGEST_LOOKBACK);
    }

    private int window(String name, Node argument) {
        String text = argument.text().replace(" ", "");
        double days;
        try {
            days = Double.parseDouble(text.length() > 20 ? "NaN" : text);
        } catch (NumberFormatException e) {
            days = Double.NaN;
        }
        if (Double.isNaN(days) || days > FactorInputs.LONGEST_LOOKBACK) {
            findings.windowUnknown(name + " with the window " + brief(text));
            return 0;
        }
        if (days < 0) {
            findings.gap("LOOKS_AHEAD", "It uses values of later days (" + name + " with " + text + ").");
            return 0;
        }
        if (days == 0) {
            findings.unbounded();
        }
        boolean isAlpha = days > 0 && days < 1;
        return (int) Math.ceil(isAlpha ? 2 / days - 1 : days);
    }
}
