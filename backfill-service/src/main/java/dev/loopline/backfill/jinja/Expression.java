package dev.loopline.backfill.jinja;

import dev.loopline.backfill.jinja.Term.Literal;
import dev.loopline.backfill.jinja.Term.Text;
import dev.loopline.backfill.jinja.Term.Undefined;
import dev.loopline.backfill.jinja.Term.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates one expression while it reads it: names, texts, numbers, {@code not}, {@code and}, {@code or}, {@code ==}, {@code
 * !=}, {@code is defined}, {@code a if c else b}, parentheses and filters. What it does not understand is {@link
 * Term#NOT_UNDERSTOOD}, never an error. For one expression and one thread.
 */
final class Expression {

    private static final int LONGEST = 4_000;
    private static final int DEEPEST = 40;
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+')|([A-Za-z_]\\w*)|(-?\\d+(?:\\.\\d+)?)|(==|!=|[|(),]))");

    private static final Map<String, Function<Term, Term>> FILTERS = Map.of(
            "trim", term -> new Text(term.text().strip()),
            "lower", term -> new Text(term.text().toLowerCase(Locale.ROOT)),
            "upper", term -> new Text(term.text().toUpperCase(Locale.ROOT)),
            "string", term -> new Text(term.text()),
            "safe", term -> term,
            "int", Expression::whole,
            "float", Expression::fraction);

    private enum Kind {
        TEXT,
        NAME,
        NUMBER,
        SIGN,
        END
    }

    private record Token(Kind kind, String text) {}

    private static final Token END = new Token(Kind.END, "");

    /** Reading stops here; the whole expression is then not understood. */
    private static final class NotUnderstoodException extends RuntimeException {}

    private final Function<String, Term> names;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private Expression(Function<String, Term> names) {
        this.names = names;
    }

    /**
     * @param names the value of a variable
     */
    static Term evaluate(String text, Function<String, Term> names) {
        Expression expression = new Expression(names);
        try {
            expression.tokenize(text);
            Term value = expression.conditional();
            return expression.peek().kind() == Kind.END ? value : Term.NOT_UNDERSTOOD;
        } catch (NotUnderstoodException e) {
            return Term.NOT_UNDERSTOOD;
        }
    }

    private void tokenize(String text) {
        if (text.length() > LONGEST) {
            throw new NotUnderstoodException();
        }
        Matcher token = TOKEN.matcher(text);
        int from = 0;
        while (from < text.length() && !text.substring(from).isBlank()) {
            if (!token.find(from) || token.start() != from) {
                throw new NotUnderstoodException();
            }
            Kind kind = token.group(1) != null
                    ? Kind.TEXT
                    : token.group(2) != null ? Kind.NAME : token.group(3) != null ? Kind.NUMBER : Kind.SIGN;
            tokens.add(new Token(kind, token.group().strip()));
            from = token.end();
        }
    }

    private Term conditional() {
        if (++depth > DEEPEST) {
            throw new NotUnderstoodException();
        }
        Term value = either();
        if (takes("if")) {
            Term condition = either();
            Term other = takes("else") ? conditional() : new Undefined();
            value = condition instanceof Unknown ? Term.NOT_UNDERSTOOD : condition.isTrue() ? value : other;
        }
        depth--;
        return value;
    }

    private Term either() {
        Term left = both();
        while (takes("or")) {
            Term right = both();
            left = left instanceof Unknown ? left : left.isTrue() ? left : right;
        }
        return left;
    }

    private Term both() {
        Term left = negated();
        while (takes("and")) {
            Term right = negated();
            left = left instanceof Unknown ? left : left.isTrue() ? right : left;
        }
        return left;
    }

    private Term negated() {
        int times = 0;
        while (takes("not")) {
            times++;
        }
        Term value = compared();
        if (times == 0 || value instanceof Unknown) {
            return value;
        }
        return flag(value.isTrue() == (times % 2 == 0));
    }

    private Term compared() {
        Term left = filtered();
        if (takes("is")) {
            boolean not = takes("not");
            String test = next(Kind.NAME);
            if (left instanceof Unknown || !test.equals("defined") && !test.equals("none")) {
                return Term.NOT_UNDERSTOOD;
            }
            boolean holds = test.equals("defined")
                    ? !(left instanceof Undefined)
                    : left.text().equals("None");
            return flag(holds != not);
        }
        boolean equal = takes("==");
        if (!equal && !takes("!=")) {
            return left;
        }
        Term right = filtered();
        return left instanceof Unknown || right instanceof Unknown
                ? Term.NOT_UNDERSTOOD
                : flag(left.equals(right) == equal);
    }

    private Term filtered() {
        Term value = primary();
        while (takes("|")) {
            String filter = next(Kind.NAME);
            List<Term> arguments = arguments();
            if (filter.equals("default") || filter.equals("d")) {
                value = defaulted(value, arguments);
            } else if (!(value instanceof Unknown)) {
                value = FILTERS.getOrDefault(filter, term -> Term.NOT_UNDERSTOOD)
                        .apply(value);
            }
        }
        return value;
    }

    private List<Term> arguments() {
        List<Term> arguments = new ArrayList<>();
        if (takes("(")) {
            while (!takes(")")) {
                boolean named = peek().text().equals("boolean");
                if (named) {
                    throw new NotUnderstoodException();
                }
                arguments.add(conditional());
                takes(",");
            }
        }
        return arguments;
    }

    /** With a second argument that is true, an empty value is taken for a missing one. */
    private static Term defaulted(Term value, List<Term> arguments) {
        Term other = arguments.isEmpty() ? new Text("") : arguments.get(0);
        if (value instanceof Unknown unknown) {
            boolean empty = !(other instanceof Unknown)
                    && (other.text().isEmpty() || other.text().equalsIgnoreCase("null"));
            return empty && !unknown.fallback().isEmpty()
                    ? new Text(unknown.fallback())
                    : unknown.hasDefault() ? other : value;
        }
        boolean alsoEmpty = arguments.size() > 1
                && !(arguments.get(1) instanceof Unknown)
                && arguments.get(1).isTrue();
        return value instanceof Undefined || alsoEmpty && !value.isTrue() ? other : value;
    }

    private Term primary() {
        Token token = peek();
        at++;
        if (token.kind() == Kind.TEXT) {
            return new Text(token.text().substring(1, token.text().length() - 1).replaceAll("\\\\(.)", "$1"));
        }
        if (token.kind() == Kind.NUMBER) {
            return new Literal(token.text(), !token.text().matches("-?0+(\\.0+)?"));
        }
        if (token.kind() == Kind.NAME) {
            return switch (token.text().toLowerCase(Locale.ROOT)) {
                case "true", "false" -> flag(token.text().equalsIgnoreCase("true"));
                case "none" -> new Literal("None", false);
                default -> names.apply(token.text());
            };
        }
        if (token.text().equals("(")) {
            Term value = conditional();
            if (takes(")")) {
                return value;
            }
        }
        throw new NotUnderstoodException();
    }

    private static Term flag(boolean holds) {
        return new Literal(holds ? "True" : "False", holds);
    }

    private static Term whole(Term term) {
        return term.text().matches("-?\\d{1,18}")
                ? new Literal(term.text(), Long.parseLong(term.text()) != 0)
                : Term.NOT_UNDERSTOOD;
    }

    private static Term fraction(Term term) {
        return term.text().matches("-?\\d{1,18}(\\.\\d{1,18})?")
                ? new Literal(term.text(), Double.parseDouble(term.text()) != 0)
                : Term.NOT_UNDERSTOOD;
    }

    private Token peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    private boolean takes(String text) {
        boolean is = peek().kind() != Kind.TEXT && peek().text().equals(text);
        at += is ? 1 : 0;
        return is;
    }

    private String next(Kind kind) {
        if (peek().kind() != kind) {
            throw new NotUnderstoodException();
        }
        return tokens.get(at++).text();
    }
}
