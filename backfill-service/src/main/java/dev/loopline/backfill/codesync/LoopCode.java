package dev.loopline.backfill.codesync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one loop brings to the libraries.
 *
 * @param loop the loop
 * @param finishedAt when it finished; of two factors with one name that of the later loop is the one in force
 * @param factors its factors
 * @param strategy its strategy; null if it has none
 */
public record LoopCode(
        LoopKey loop,
        Instant finishedAt,
        List<FactorCode> factors,
        @Nullable JsonNode strategy) {

    public LoopCode {
        factors = List.copyOf(factors);
    }
}
