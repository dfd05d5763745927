package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.python.DescribedInputs;
import dev.loopline.backfill.code.python.FactorInputs;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a factor needs as input. In this order, for the fields and for the look-back by themselves: from its code or its qlib
 * expression; from the description and the formula of its task; from its name, by whole words and the largest number of days
 * in it. {@code fields_origin} and {@code lookback_origin} say which it was, {@code origin} the weaker of the two.
 */
final class InputSchema {

    static final String FIELDS_ORIGIN = "fields_origin";
    static final String LOOKBACK_ORIGIN = "lookback_origin";

    private static final int DEFAULT_LOOKBACK = 10;

    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})[dD](?![A-Za-z])");
    private static final Pattern TRAILING = Pattern.compile("[A-Za-z](\\d{1,5})(?![A-Za-z0-9])");
    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})");

    private static final Set<String> FUNDAMENTAL = Set.of("pe", "pb", "ps", "pcf", "mv", "marketcap", "turnover");
    private static final Set<String> MONEY_FLOW = Set.of("mf", "moneyflow", "inflow", "outflow", "netinflow");

    private InputSchema() {}

    /**
     * Of a factor.
     *
     * @param inputs what its code or expression says
     * @param texts description and formula of its task
     */
    static ObjectNode of(String name, FactorInputs inputs, List<String> texts) {
        FactorInputs described =
                inputs.fieldsKnown() && inputs.lookbackKnown() ? FactorInputs.NONE : DescribedInputs.of(texts);
        Fields fields = fields(name, inputs, described);
        Lookback lookback = lookback(name, inputs, described);
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.set("required_fields", array(fields.required()));
        schema.set("optional_fields", array(fields.optional()));
        schema.put("lookback_days", lookback.days());
        if (inputs.isUnbounded()) {
            schema.put("lookback_unbounded", true);
        }
        schema.put("index_type", "MultiIndex(datetime, instrument)");
        schema.put("description", "需要回看 " + lookback.days() + " 天的历史数据");
        schema.put(FIELDS_ORIGIN, fields.origin());
        schema.put(LOOKBACK_ORIGIN, lookback.origin());
        schema.put(Origin.FIELD, Origin.weaker(fields.origin(), lookback.origin()));
        return schema;
    }

    private record Fields(Collection<String> required, Collection<String> optional, String origin) {}

    private record Lookback(int days, String origin) {}

    private static Fields fields(String name, FactorInputs inputs, FactorInputs described) {
        if (inputs.fieldsKnown()) {
            return new Fields(inputs.required(), inputs.optional(), Origin.DERIVED);
        }
        if (described.fieldsKnown()) {
            return new Fields(described.required(), List.of(), Origin.DESCRIPTION);
        }
        return byName(name);
    }

    /** Where one window is not known, the known ones are the least look-back. */
    private static Lookback lookback(String name, FactorInputs inputs, FactorInputs described) {
        if (inputs.lookbackKnown()) {
            return new Lookback(inputs.lookbackDays(), Origin.DERIVED);
        }
        if (described.lookbackKnown()) {
            return new Lookback(Math.max(inputs.lookbackDays(), described.lookbackDays()), Origin.DESCRIPTION);
        }
        int days = largest(DAYS, name);
        days = days == 0 ? largest(TRAILING, name) : days;
        return new Lookback(Math.max(inputs.lookbackDays(), days == 0 ? DEFAULT_LOOKBACK : days), Origin.DEFAULT);
    }

    private static Fields byName(String name) {
        List<String> words = Arrays.stream(WORDS.split(name))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        String joined = "_" + String.join("_", words) + "_";
        if (words.stream().anyMatch(MONEY_FLOW::contains) || joined.contains("_money_flow_")) {
            return new Fields(
                    List.of("net_inflow", "net_outflow", "money_flow"),
                    List.of("net_inflow_rate", "net_outflow_rate"),
                    Origin.DEFAULT);
        }
        if (words.stream().anyMatch(FUNDAMENTAL::contains) || joined.contains("_market_cap_")) {
            return new Fields(
                    List.of("pe", "pb", "market_cap", "turnover_rate"),
                    List.of("ps", "pcf", "roe", "roa"),
                    Origin.DEFAULT);
        }
        return new Fields(
                List.of("open", "high", "low", "close", "volume"),
                List.of("amount", "pct_chg", "turnover_rate"),
                Origin.DEFAULT);
    }

    private static ArrayNode array(Collection<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static int largest(Pattern pattern, String text) {
        int largest = 0;
        for (Matcher hit = pattern.matcher(text); hit.find(); ) {
            largest = Math.max(largest, Math.min(Integer.parseInt(hit.group(1)), FactorInputs.LONGEST_LOOKBACK));
        }
        return largest;
    }
}
