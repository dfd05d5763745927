package dev.loopline.samples.content;

import dev.loopline.samples.plan.Backtest;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.LoopPlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The files that RD-Agent's result reader leaves after a backtest. */
final class ResultFiles {

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 11, 3);
    private static final int DAYS = 20;
    private static final int SIGNALS = 6;

    private ResultFiles() {}

    /** {@code qlib_res.csv}: two columns, header {@code ,0}, one metric a row, in no fixed order. */
    static byte[] metrics(LoopPlan plan) {
        List<String> rows = new ArrayList<>();
        Backtest backtest = plan.backtest();
        backtest.metrics().forEach((name, value) -> rows.add(name + "," + plain(value)));
        shuffle(rows, plan.random("qlib_res.csv"));
        boolean fromWindows = plan.has(Flaw.CSV_WITH_BOM);
        String end = fromWindows ? "\r\n" : "\n";
        String text = (fromWindows ? "\uFEFF" : "") + ",0" + end + String.join(end, rows) + end;
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code ret_schema.json}: the daily report in the "table" orientation of pandas. */
    static byte[] reportSchema(LoopPlan plan) {
        SplittableRandom random = plan.random("ret_schema.json");
        List<String> rows = new ArrayList<>();
        double account = 1e8;
        double mean = plan.backtest().annualReturn() / 238;
        for (int day = 0; day < DAYS; day++) {
            double change = mean + 0.01 * (random.nextDouble() - 0.5);
            account *= 1 + change;
            rows.add(reportRow(day, account, change, random));
        }
        String text = "{\"schema\":{\"fields\":[{\"name\":\"index\",\"type\":\"integer\"},"
                + "{\"name\":\"datetime\",\"type\":\"datetime\"}"
                + fields(
                        "account",
                        "return",
                        "total_turnover",
                        "turnover",
                        "total_cost",
                        "cost",
                        "value",
                        "cash",
                        "bench")
                + "],\"primaryKey\":[\"index\"],\"pandas_version\":\"1.4.0\"},\"data\":["
                + String.join(",", rows)
                + "]}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code signals.json}: the instruments chosen on the last day, as records; the id columns are null. */
    static byte[] signals(LoopPlan plan) {
        SplittableRandom random = plan.random("signals.json");
        List<String> rows = new ArrayList<>();
        for (int rank = 1; rank <= SIGNALS; rank++) {
            double score = (SIGNALS - rank + random.nextDouble()) / 50;
            rows.add(("{\"trade_date\":\"2025-11-28\",\"instrument\":\"SH60%04d\",\"signal\":1,\"target_weight\":0.02,"
                            + "\"target_position\":null,\"price_ref\":null,\"universe_flag\":1,\"score\":%s,\"rank\":%d,"
                            + "\"pred_return\":%s,\"confidence\":null,\"volatility_est\":null,\"max_weight\":null,"
                            + "\"min_weight\":null,\"sector\":null,\"industry\":null,\"generated_at_utc\":\"%s\","
                            + "\"task_run_id\":null,\"loop_id\":null,\"workspace_id\":null,\"model_version\":null,"
                            + "\"weight_method\":\"topk_equal_weight\",\"topk\":50,\"n_drop\":0,\"rebalance_freq\":\"1d\"}")
                    .formatted(random.nextInt(4000), plain(score), rank, plain(score), plan.endedAt()));
        }
        return ("[" + String.join(",", rows) + "]").getBytes(StandardCharsets.UTF_8);
    }

    /** A number as Python would print it, without an exponent. */
    static String plain(double value) {
        return new BigDecimal(Double.toString(value)).toPlainString();
    }

    private static String reportRow(int day, double account, double change, SplittableRandom random) {
        return String.format(
                Locale.ROOT,
                "{\"index\":%d,\"datetime\":\"%sT00:00:00.000\",\"account\":%.2f,\"return\":%.6f,"
                        + "\"total_turnover\":%.1f,\"turnover\":%.4f,\"total_cost\":%.1f,\"cost\":%.6f,"
                        + "\"value\":%.2f,\"cash\":%.2f,\"bench\":%.6f}",
                day,
                FIRST_DAY.plusDays(day / 5 * 7 + day % 5),
                account,
                change,
                account * 0.1 * (day + 1),
                0.1,
                account * 1e-4 * (day + 1),
                1e-4,
                account * 0.95,
                account * 0.05,
                0.01 * (random.nextDouble() - 0.5));
    }

    private static String fields(String... names) {
        StringBuilder fields = new StringBuilder();
        for (String name : names) {
            fields.append(",{\"name\":\"").append(name).append("\",\"type\":\"number\"}");
        }
        return fields.toString();
    }

    private static void shuffle(List<String> rows, SplittableRandom random) {
        for (int i = rows.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            rows.set(j, rows.set(i, rows.get(j)));
        }
    }
}
