package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * The loops and the variants of a factor. A factor is its normalised name, so loops may have different code or expressions
 * under one name; each different one is a variant. Safe for all threads.
 */
@Singleton
public class FactorVariants {

    private static final String ORDER =
            " ORDER BY variant = '', sharpe DESC NULLS LAST, task_run_id COLLATE \"C\", loop_id LIMIT ";

    private static final String LOOPS = "SELECT task_run_id, loop_id, name, workspace_id, sharpe, annualized_return,"
            + " max_drawdown, ic, ic_ir, rank_ic, rank_ic_ir, code_digest, asset_bundle_id FROM public.aistock_factor_occurrence WHERE factor_name = ?"
            + ORDER + "200";

    private static final String COLUMNS =
            "name, factor_name, code_digest, expression, fingerprint, task_run_id, loop_id,"
                    + " workspace_id, asset_bundle_id, sharpe, annualized_return, max_drawdown, ic, ic_ir, rank_ic, rank_ic_ir";

    private static final String VARIANTS = "SELECT " + COLUMNS + ", occurrence_count FROM (SELECT DISTINCT ON (variant)"
            + " variant, " + COLUMNS + ", count(*) OVER (PARTITION BY variant) AS occurrence_count FROM"
            + " public.aistock_factor_occurrence WHERE factor_name = ? ORDER BY variant, sharpe DESC NULLS LAST,"
            + " task_run_id COLLATE \"C\", loop_id) v" + ORDER + "50";

    private final CatalogReader reader;
    private final FactorCode code;

    FactorVariants(CatalogReader reader, FactorCode code) {
        this.reader = reader;
        this.code = code;
    }

    /** The loops in which a factor occurs, best first, 200 at most; none for a row that is not Loopline's. */
    public List<ObjectNode> loops(ObjectNode factor) throws SQLException {
        return isOurs(factor) ? reader.rows(LOOPS, factor.path("name").asText()) : List.of();
    }

    /**
     * The variants of a factor, best first, 50 at most: figures, bundle and loop of the best occurrence of each, and as {@code
     * code_text} its code, null if it is not there.
     */
    public List<ObjectNode> variants(ObjectNode factor) throws SQLException, IOException {
        List<ObjectNode> variants =
                isOurs(factor) ? reader.rows(VARIANTS, factor.path("name").asText()) : List.of();
        for (ObjectNode variant : variants) {
            variant.put("code_text", code.ofOccurrence(variant).orElse(null));
        }
        return variants;
    }

    private static boolean isOurs(ObjectNode factor) {
        return factor.path("fingerprint").isTextual();
    }
}
