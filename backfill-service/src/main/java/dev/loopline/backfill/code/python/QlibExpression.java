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
    /** Those that compute from their arguments alone; the others ask qlib's data (qlib, {@code data/ops.py}, OpsList). */
    private static final Set<String> OPERATORS = Set.of(
            "Ref",
            "Max",
            "Min",
            "Sum",
            "Mean",
            "Std",
            "Var",
            "Skew",
            "Kurt",
            "Med",
            "Mad",
            "Slope",
            "Rsquare",
            "Resi",
            "Rank",
            "Quantile",
            "Count",
            "EMA",
            "WMA",
            "Corr",
            "Cov",
            "Delta",
            "Abs",
            "Sign",
            "Log",
            "Power",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Greater",
            "Less",
            "And",
            "Or",
            "Not",
            "Gt",
            "Ge",
            "Lt",
            "Le",
            "Eq",
            "Ne",
            "IdxMax",
            "IdxMin",
            "If");

    private static final Set<String> ARITHMETIC =
            Set.of("expression_statement", "binary_operator", "comparison_operator", "parenthesized_expression");
    private static final Set<String> SIGNS =
            Set.of("+", "-", "*", "/", "**", ">", ">=", "<", "<=", "==", "!=", "&", "|");
    private static final Map<String, Integer> PLACE_OF_WINDOW = Map.of("Corr", 2, "Cov", 2);

    /** Every loop lists the same baseline features. */
    private static final ResultCache<FactorInputs> KNOWN = new ResultCache<>(1_000_000);

    private static final ResultCache<Boolean> EVALUABLE = new ResultCache<>(1_000_000);

    private final Findings findings;

    private QlibExpression(Findings findings) {
        this.findings = findings;
    }

    /**
     * Whether it consists of fields, numbers, arithmetic, comparisons and operators of qlib alone, so that it may be evaluated:
     * then nothing else can be in it.
     */
    public static boolean isEvaluable(String expression) {
        if (!FIELD.matcher(expression).find()
                || expression.length() > LONGEST_EXPRESSION
                || expression.contains(MARK)) {
            return false;
        }
        try {
            return EVALUABLE.of(expression, QlibExpression::consistsOfOperators);
        } catch (LinkageError e) {
            return false;
        }
    }

    private static boolean consistsOfOperators(String expression) {
        SyntaxTree tree = SyntaxTree.parse(FIELD.matcher(expression.strip()).replaceAll(MARK + "$1"));
        boolean isOne = !tree.hasErrors()
                && !tree.isCut()
                && tree.root().children().size() == 1
                && tree.root().children().get(0).is("expression_statement");
        return isOne && isEvaluable(tree.root().children().get(0), 0);
    }

    private static boolean isEvaluable(Node node, int depth) {
        boolean isNumber = node.is("integer") || node.is("float");
        boolean isLeaf = isNumber
                || SIGNS.contains(node.type())
                || node.is("identifier") && node.text().startsWith(MARK);
        if (isLeaf || depth > DEEPEST) {
            return isLeaf;
        }
        List<Node> inner = node.children();
        if (node.is("unary_operator")) {
            // qlib's fields know no sign, only numbers do.
            return node.child("argument")
                    .filter(number -> number.is("integer") || number.is("float"))
                    .isPresent();
        }
        if (node.is("call")) {
            String operator = node.child("function").map(Node::text).orElse("");
            inner = node.child("arguments").map(Node::children).orElse(List.of());
            if (!OPERATORS.contains(operator) || inner.isEmpty()) {
                return false;
            }
        } else if (!ARITHMETIC.contains(node.type())) {
            return false;
        }
        return inner.stream().allMatch(child -> isEvaluable(child, depth + 1));
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
