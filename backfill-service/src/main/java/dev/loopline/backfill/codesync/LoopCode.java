package dev.loopline.backfill.codesync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.Formula;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one loop brings to the libraries.
 *
 * @param loop the loop
 * @param finishedAt when it finished; of two factors with one name that of the later loop is the one in force
 * @param factors its factors that have a source
 * @param formulas its factors that are expressions of qlib
 * @param named functions that earlier metadata of the loop names; the library is asked whether it has them
 * @param strategy its strategy; null if it has none
 */
public record LoopCode(
        LoopKey loop,
        Instant finishedAt,
        List<FactorCode> factors,
        List<Formula> formulas,
        Set<String> named,
        @Nullable JsonNode strategy) {

    public LoopCode {
        factors = List.copyOf(factors);
        formulas = List.copyOf(formulas);
        named = Set.copyOf(named);
    }

    /** What is no Python would break the import of the library's folder, so it is left out. */
    List<FactorCode> usable() {
        return factors.stream().filter(factor -> factor.inputs().isOfPython()).toList();
    }

    List<Formula> evaluable() {
        return formulas.stream().filter(Formula::isEvaluable).distinct().toList();
    }
}
