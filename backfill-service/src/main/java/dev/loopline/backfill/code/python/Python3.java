package dev.loopline.backfill.code.python;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the grammar takes and Python 3 refuses: statements and numbers of Python 2, and words that stand where they mean nothing.
 * Not all that the compiler refuses, but what is found in sources that people hand on.
 */
final class Python3 {

    private static final Set<String> REFUSED = Set.of("exec_statement", "<>");
    private static final Set<String> FUNCTIONS = Set.of("function_definition", "lambda");
    private static final Set<String> LOOPS = Set.of("for_statement", "while_statement");
    private static final Pattern OLD_OCTAL = Pattern.compile("0[0-9_]*[1-9][0-9_]*[lL]?|.*[0-9][lL]");
    private static final Pattern OLD_TEXT = Pattern.compile("(?i:ur)['\"].*", Pattern.DOTALL);

    private Python3() {}

    /** Where a node stands. */
    private record Place(boolean inFunction, boolean inCoroutine, boolean inLoop) {

        Place below(Node node) {
            if (FUNCTIONS.contains(node.type())) {
                return new Place(true, node.children().stream().anyMatch(child -> child.is("async")), false);
            }
            return node.is("class_definition")
                    ? new Place(false, false, false)
                    : new Place(inFunction, inCoroutine, inLoop || LOOPS.contains(node.type()));
        }
    }

    /** Whether nothing in the module is refused. */
    static boolean takes(Node module) {
        return takes(module, new Place(false, false, false));
    }

    private static boolean takes(Node node, Place place) {
        if (isRefused(node, place)) {
            return false;
        }
        Place below = place.below(node);
        for (Node child : node.children()) {
            if (!takes(child, below)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRefused(Node node, Place place) {
        return switch (node.type()) {
            case "return_statement", "yield" -> !place.inFunction();
            case "await" -> !place.inCoroutine();
            case "argument_list" -> namesTwice(node);
            case "break_statement", "continue_statement" -> !place.inLoop();
            // print >> file, text is an expression of Python 3 as well.
            case "print_statement" -> node.children().stream().noneMatch(child -> child.is("chevron"));
            // except Kind, name: instead of as.
            case "except_clause" ->
                node.children().stream().filter(child -> !child.is("block")).count() > 1;
            case "raise_statement" -> node.children().stream().anyMatch(child -> child.is("expression_list"));
            case "integer" -> OLD_OCTAL.matcher(node.text()).matches();
            case "string_start" -> OLD_TEXT.matcher(node.text()).matches();
            default -> REFUSED.contains(node.type());
        };
    }

    private static boolean namesTwice(Node arguments) {
        Set<String> names = new HashSet<>();
        return !arguments.children().stream()
                .filter(argument -> argument.is("keyword_argument"))
                .flatMap(argument -> argument.child("name").stream())
                .allMatch(name -> names.add(name.text()));
    }
}
