package dev.loopline.importer.read;

import dev.loopline.importer.read.CatalogTable.Filter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the definitions of the catalogs have in common. Constants; pure. */
final class CatalogTerms {

    static final String NEWEST = "t.task_run_id {}, t.loop_id {}";
    static final String NEWEST_FIRST = NEWEST.replace("{}", "DESC");

    private CatalogTerms() {}

    /** The six figures of a loop as one object. */
    static String figures(String loop) {
        return "jsonb_build_object('annualized_return', " + loop + ".annualized_return, 'max_drawdown', " + loop
                + ".max_drawdown, 'sharpe', " + loop + ".sharpe, 'ic', " + loop + ".ic, 'ic_ir', " + loop
                + ".ic_ir, 'win_rate', " + loop + ".win_rate)";
    }

    /** What RD-Agent wrote about a loop as one object. */
    static String texts(String loop) {
        return "jsonb_build_object('execution', " + loop + ".summary_execution, 'value_feedback', " + loop
                + ".summary_value_feedback, 'shape_feedback', " + loop + ".summary_shape_feedback, 'code_critic', "
                + loop + ".code_critic, 'limitations', " + loop + ".limitations)";
    }

    /** Contains the text, whatever the case. */
    static Filter search(String columns) {
        return Filter.text("position(lower(?) IN lower(concat_ws(' ', " + columns + "))) > 0");
    }

    /** {@code name} for a column of the table, {@code name=expression} for anything else. */
    static Map<String, String> columns(String... columns) {
        Map<String, String> made = new LinkedHashMap<>();
        for (String column : columns) {
            int equals = column.indexOf('=');
            made.put(
                    equals < 0 ? column : column.substring(0, equals),
                    equals < 0 ? "t.\"" + column + '"' : column.substring(equals + 1));
        }
        return made;
    }

    static Map<String, String> sorts(String... sorts) {
        Map<String, String> made = new LinkedHashMap<>();
        for (String sort : sorts) {
            int equals = sort.indexOf('=');
            made.put(sort.substring(0, equals), sort.substring(equals + 1));
        }
        return made;
    }
}
