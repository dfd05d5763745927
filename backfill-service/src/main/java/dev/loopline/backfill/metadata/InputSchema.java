package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a factor needs as input. From its qlib expression where there is one: the fields that it names and its largest
 * window. Else from its name, by whole words and the largest number of days in it; that is a default and says so.
 */
final class InputSchema {

    private static final int DEFAULT_LOOKBACK = 10;
    private static final int LONGEST_LOOKBACK = 10_000;

    private static final Pattern FIELD = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern WINDOW = Pattern.compile(",\\s*(\\d{1,5})\\s*\\)");
    private static final Pattern DAYS = Pattern.compile("(\\d{1,5})[dD](?![A-Za-z])");
    private static final Pattern TRAILING = Pattern.compile("[A-Za-z](\\d{1,5})(?![A-Za-z0-9])");
    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})");

    private static final Set<String> FUNDAMENTAL = Set.of("pe", "pb", "ps", "pcf", "mv", "marketcap", "turnover");
    private static final Set<String> MONEY_FLOW = Set.of("mf", "moneyflow", "inflow", "outflow", "netinflow");

    private InputSchema() {}

    static ObjectNode of(String name, String expression) {
        Set<String> fields = find(FIELD, expression);
        return fields.isEmpty() ? byName(name) : byExpression(fields, expression);
    }

    private static ObjectNode byExpression(Set<String> fields, String expression) {
        int lookback = largest(WINDOW, expression, 1);
        return schema(List.copyOf(fields), List.of(), lookback, Origin.DERIVED);
    }

    private static ObjectNode byName(String name) {
        int lookback = largest(DAYS, name, 0);
        if (lookback == 0) {
            lookback = largest(TRAILING, name, 0);
        }
        int days = lookback == 0 ? DEFAULT_LOOKBACK : lookback;
        List<String> words = Arrays.stream(WORDS.split(name))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        String joined = "_" + String.join("_", words) + "_";
        if (words.stream().anyMatch(MONEY_FLOW::contains) || joined.contains("_money_flow_")) {
            return schema(
                    List.of("net_inflow", "net_outflow", "money_flow"),
                    List.of("net_inflow_rate", "net_outflow_rate"),
                    days,
                    Origin.DEFAULT);
        }
        if (words.stream().anyMatch(FUNDAMENTAL::contains) || joined.contains("_market_cap_")) {
            return schema(
                    List.of("pe", "pb", "market_cap", "turnover_rate"),
                    List.of("ps", "pcf", "roe", "roa"),
                    days,
                    Origin.DEFAULT);
        }
        return schema(
                List.of("open", "high", "low", "close", "volume"),
                List.of("amount", "pct_chg", "turnover_rate"),
                days,
                Origin.DEFAULT);
    }

    private static ObjectNode schema(List<String> required, List<String> optional, int lookback, String origin) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.set("required_fields", array(required));
        schema.set("optional_fields", array(optional));
        schema.put("lookback_days", lookback);
        schema.put("index_type", "MultiIndex(datetime, instrument)");
        schema.put("description", "需要回看 " + lookback + " 天的历史数据");
        schema.put(Origin.FIELD, origin);
        return schema;
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static Set<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(hit -> hit.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static int largest(Pattern pattern, String text, int least) {
        int largest = least;
        for (Matcher hit = pattern.matcher(text); hit.find(); ) {
            largest = Math.max(largest, Math.min(Integer.parseInt(hit.group(1)), LONGEST_LOOKBACK));
        }
        return largest;
    }
}
