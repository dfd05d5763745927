package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.Formula;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.backfill.code.LibraryFunctions.Access;
import dev.loopline.backfill.code.LibraryFunctions.Names;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an entry of {@code factor_meta.json} names the function that computes the factor: {@code impl_module}, {@code impl_func},
 * {@code impl_version} and {@code interface_info}. It names one only if the library has it; else {@code interface_info.missing}
 * says why there is none. A function of another module than Loopline's library is its writer's affair and stays. Pure.
 */
final class Implementation {

    static final String MISSING = "missing";
    static final String NO_CODE = "NO_CODE";
    static final String CODE_NOT_PYTHON = "CODE_NOT_PYTHON";
    static final String EXPRESSION_NOT_EVALUATED = "EXPRESSION_NOT_EVALUATED";

    private static final String MODULE = "rd_factors_lib.generated";
    private static final String OF_QLIB = "qlib_";
    private static final String WRAPPER = "standard_wrapper";
    private static final String TYPE = "type";

    private final LibraryFunctions functions;
    private final String version;

    /** @param version of a function that has none yet */
    Implementation(LibraryFunctions functions, String version) {
        this.functions = functions;
        this.version = version;
    }

    /** The expression that the factor is, if it is one of qlib's and not of the loop's own making. */
    static Optional<Formula> formula(JsonNode item) {
        String expression = item.path("expression").asText("");
        return FactorFields.source(item).startsWith(OF_QLIB) && !expression.isBlank()
                ? Optional.of(new Formula(item.path("name").asText(), expression))
                : Optional.empty();
    }

    /** The functions of the library that an entry names. */
    static Set<String> named(JsonNode item) {
        Set<String> named = new LinkedHashSet<>();
        if (!isElsewhere(item)) {
            named.add(item.path("impl_func").asText(""));
            named.add(item.path("interface_info").path(WRAPPER).asText(""));
            named.remove("");
        }
        return named;
    }

    private static boolean isElsewhere(JsonNode item) {
        String module = item.path("impl_module").asText("");
        return !module.isBlank() && !module.equals(MODULE);
    }

    /**
     * @param item an entry with all other fields
     * @param former what stood of it in the file before; an empty object if it is new
     * @param code its source; null if there is none
     */
    void name(ObjectNode item, JsonNode former, @Nullable FactorCode code) {
        if (isElsewhere(item)) {
            Envelope.addMissing(
                    item,
                    "interface_info",
                    JsonNodeFactory.instance.objectNode().put(TYPE, "function"));
            return;
        }
        Optional<Formula> formula = formula(item);
        Optional<Names> made = code != null ? functions.ofCode(code.name()) : formula.flatMap(functions::ofFormula);
        Optional<Names> found = made.isPresent()
                ? made.filter(names -> isInLibrary(names, former))
                : code == null ? held(item) : Optional.empty();
        if (found.isPresent()) {
            set(item, found.get(), type(item, code));
        } else {
            clear(item, reason(code, formula.isPresent(), made.isPresent()));
        }
    }

    /** What cannot be looked into now has what an earlier backfill named after writing it. */
    private boolean isInLibrary(Names names, JsonNode former) {
        Access access = functions.factorLibrary();
        return access == Access.HERE
                || access.mayHold()
                        && names.exact().equals(former.path("impl_func").asText());
    }

    /** The function of a factor whose code has vanished: what was brought into the library stays there. */
    private Optional<Names> held(JsonNode item) {
        String function = item.path("impl_func").asText("");
        String wrapper = item.path("interface_info").path(WRAPPER).asText("");
        boolean mayHold = functions.factorLibrary().mayHold() && !function.isEmpty() && !wrapper.isEmpty();
        if (!mayHold && !functions.held().contains(wrapper)) {
            return Optional.empty();
        }
        return Optional.of(new Names(wrapper, mayHold || functions.held().contains(function) ? function : wrapper));
    }

    private static String type(ObjectNode item, @Nullable FactorCode code) {
        boolean isClass = code == null
                ? item.path("interface_info").path(TYPE).asText().equals("class")
                : code.entry().shape() == FactorCode.Shape.CLASS;
        return isClass ? "class" : "function";
    }

    private void set(ObjectNode item, Names names, String type) {
        item.put("impl_module", MODULE).put("impl_func", names.exact());
        Envelope.addMissing(item, "impl_version", version);
        ObjectNode info = info(item);
        info.put(TYPE, type).put(WRAPPER, names.plain());
        item.set("interface_info", info);
    }

    private static void clear(ObjectNode item, String reason) {
        item.putNull("impl_module").putNull("impl_func").putNull("impl_version");
        ObjectNode info = info(item);
        info.put(TYPE, "none").put(MISSING, reason);
        item.set("interface_info", info);
    }

    /** What another writer says beside it stays. */
    private static ObjectNode info(ObjectNode item) {
        ObjectNode info = item.path("interface_info") instanceof ObjectNode known
                ? known.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        info.remove(WRAPPER);
        info.remove(MISSING);
        return info;
    }

    private String reason(@Nullable FactorCode code, boolean isFormula, boolean made) {
        if (code == null && !isFormula) {
            return NO_CODE;
        }
        if (!made) {
            return code == null ? EXPRESSION_NOT_EVALUATED : CODE_NOT_PYTHON;
        }
        return reason(functions.factorLibrary());
    }

    /** Why a library that is not here has no function. */
    static String reason(Access access) {
        return "LIBRARY_" + access.name();
    }
}
