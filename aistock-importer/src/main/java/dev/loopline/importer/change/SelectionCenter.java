package dev.loopline.importer.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.importer.read.CatalogReader;
import dev.loopline.kit.sql.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The strategies that people chose: the column {@code in_selection_center}, which no import touches. Safe for all threads. */
@Singleton
public class SelectionCenter {

    /** With the best of the strategy's loops. Strategies that were made by hand have none. */
    private static final String CHOSEN =
            "SELECT t.strategy_id, l.task_run_id, l.loop_id, l.annualized_return AS ann_ret,"
                    + " l.max_drawdown AS mdd, l.sharpe, l.ic, coalesce(t.python_implementation ->> 'func',"
                    + " t.python_implementation ->> 'impl_func', '') <> '' AS has_impl, t.freq FROM"
                    + " public.aistock_strategy_catalog t LEFT JOIN LATERAL (SELECT b.* FROM public.aistock_loop_catalog b WHERE"
                    + " b.strategy_id = t.strategy_id ORDER BY b.sharpe DESC NULLS LAST, b.task_run_id, b.loop_id LIMIT 1) l ON"
                    + " true WHERE t.in_selection_center ORDER BY l.sharpe DESC NULLS LAST, t.strategy_id";

    private static final String CHOOSE =
            "UPDATE public.aistock_strategy_catalog SET in_selection_center = ? WHERE strategy_id = ?";

    private final CatalogReader reader;
    private final DataSource database;

    SelectionCenter(CatalogReader reader, DataSource database) {
        this.reader = reader;
        this.database = database;
    }

    /** The best first. */
    List<ObjectNode> chosen() throws SQLException {
        return reader.rows(CHOSEN);
    }

    /** @return whether there is such a strategy */
    boolean choose(String strategyId, boolean inSelection) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.update(CHOOSE, inSelection, strategyId) > 0;
        }
    }
}
