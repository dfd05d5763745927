package dev.loopline.backfill.jinja;

import dev.loopline.backfill.jinja.Term.Text;
import dev.loopline.backfill.jinja.Term.Undefined;
import dev.loopline.backfill.jinja.Term.Unknown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills a template. A placeholder whose value is not known becomes a mark, which is a plain word in every context; of a
 * condition that is not known the first branch stays. A tag that is not understood is dropped, what it encloses stays. For one
 * template and one thread.
 */
public final class Template {

    private static final int LARGEST = 2 * 1024 * 1024;
    private static final int DEEPEST = 40;
    private static final Pattern RAW_END = Pattern.compile("\\{%-?\\s*endraw\\s*-?%}");
    private static final Pattern SET = Pattern.compile("set\\s+([A-Za-z_]\\w*)\\s*=(.*)", Pattern.DOTALL);
    private static final Pattern CONDITION = Pattern.compile("(if|elif)\\b(.*)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    private final String template;
    private final Variables variables;
    private final boolean marksOnly;
    private final Map<String, Term> set = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private final List<String> expressions = new ArrayList<>();
    private final Deque<Branch> branches = new ArrayDeque<>();
    private final Set<String> neverClosed = new HashSet<>();

    /**
     * The branch of a condition that is being read.
     *
     * @param shown whether its text stays
     * @param done whether a branch of the condition was shown already, or none may be
     */
    private record Branch(boolean shown, boolean done) {}

    private Template(String template, Variables variables, boolean marksOnly) {
        this.template = template;
        this.variables = variables;
        this.marksOnly = marksOnly;
    }

    /** The template is too large, or stands for too much. */
    public static final class TooLargeException extends RuntimeException {

        TooLargeException() {
            super("its template stands for too much text");
        }
    }

    public static boolean isTemplate(String text) {
        return text.contains("{{") || text.contains("{%") || text.contains("{#");
    }

    /**
     * Fills in what is known.
     *
     * @throws TooLargeException if the text grows beyond {@value #LARGEST} characters
     */
    public static Filled fill(String template, Variables variables) {
        return new Template(template, variables, false).run();
    }

    /** Makes a mark of every placeholder, so that one sees where each stands. */
    public static Filled mark(String template) {
        return new Template(template, Variables.NONE, true).run();
    }

    /** The variable of an expression, apart from its filters; empty if it does not begin with one. */
    public static String variable(String expression) {
        Matcher name = NAME.matcher(expression.strip());
        return name.lookingAt() ? name.group() : "";
    }

    private Filled run() {
        int written = 0;
        int open = template.indexOf('{');
        while (open >= 0) {
            int end = open + 1 < template.length() ? end(template.charAt(open + 1), open + 2) : -1;
            if (end >= 0) {
                write(template.substring(written, open));
                written = piece(template.substring(open + 1, end - 1), end);
            }
            open = template.indexOf('{', Math.max(open + 1, written));
        }
        write(template.substring(written));
        return new Filled(out.toString(), expressions);
    }

    /** Where a piece that begins with this character ends; negative if it is none, or is never closed. */
    private int end(char kind, int from) {
        String close = kind == '{' ? "}}" : kind == '%' ? "%}" : kind == '#' ? "#}" : "";
        if (close.isEmpty() || neverClosed.contains(close)) {
            return -1;
        }
        int end = template.indexOf(close, from);
        if (end < 0) {
            neverClosed.add(close);
        }
        return end < 0 ? end : end + close.length();
    }

    /** Reads what stands between the outermost braces; returns where reading goes on. */
    private int piece(String piece, int after) {
        String content = piece.substring(1, piece.length() - 1);
        String plain = content.startsWith("-") ? content.substring(1) : content;
        String stripped = (plain.endsWith("-") ? plain.substring(0, plain.length() - 1) : plain).strip();
        if (piece.charAt(0) == '{') {
            placeholder(stripped);
        }
        return piece.charAt(0) == '%' ? tag(stripped, after) : after;
    }

    private void placeholder(String expression) {
        if (!isShown()) {
            return;
        }
        Term value = marksOnly ? Term.NOT_UNDERSTOOD : evaluate(expression);
        if (value instanceof Unknown) {
            write(Filled.mark(expressions.size()));
            expressions.add(expression);
        } else {
            write(value.text());
        }
    }

    /** Where reading goes on. */
    private int tag(String tag, int after) {
        if (tag.equals("raw")) {
            Matcher end = RAW_END.matcher(template);
            boolean closed = end.find(after);
            write(template.substring(after, closed ? end.start() : template.length()));
            return closed ? end.end() : template.length();
        }
        Matcher condition = CONDITION.matcher(tag);
        Matcher assignment = SET.matcher(tag);
        if (condition.matches()) {
            branch(condition.group(1).equals("if"), condition.group(2));
        } else if (tag.equals("else") && !branches.isEmpty()) {
            Branch last = branches.pop();
            branches.push(new Branch(!last.done(), true));
        } else if (tag.equals("endif") && !branches.isEmpty()) {
            branches.pop();
        } else if (assignment.matches() && isShown() && !marksOnly) {
            set.put(assignment.group(1), evaluate(assignment.group(2)));
        }
        return after;
    }

    private void branch(boolean first, String condition) {
        if (branches.size() >= DEEPEST) {
            throw new TooLargeException();
        }
        boolean done = !first && !branches.isEmpty() && branches.pop().done();
        Term holds = marksOnly ? Term.NOT_UNDERSTOOD : evaluate(condition);
        boolean shown = !done && (holds instanceof Unknown || holds.isTrue());
        branches.push(new Branch(shown, done || shown));
    }

    private Term evaluate(String expression) {
        return Expression.evaluate(expression, this::value);
    }

    private Term value(String name) {
        Term assigned = set.get(name);
        if (assigned != null) {
            return assigned;
        }
        String known = variables.known().get(name);
        if (known != null) {
            return new Text(known);
        }
        return variables.absent().contains(name)
                ? new Undefined()
                : new Unknown(
                        !variables.noDefault().contains(name),
                        variables.fallbacks().getOrDefault(name, ""));
    }

    private boolean isShown() {
        return branches.stream().allMatch(Branch::shown);
    }

    private void write(String text) {
        if (isShown()) {
            if (out.length() + text.length() > LARGEST) {
                throw new TooLargeException();
            }
            out.append(text);
        }
    }
}
