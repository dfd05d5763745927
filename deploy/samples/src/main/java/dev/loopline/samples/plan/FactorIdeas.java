package dev.loopline.samples.plan;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The stock of factors that sample loops draw from: twelve families over look-back windows of 2 to 250 days, each with two
 * formulas, so that names recur with the same formula and, less often, with another one. Safe to share between threads.
 */
public final class FactorIdeas {

    private static final List<Integer> USUAL_WINDOWS = List.of(5, 10, 20, 30, 60);

    private static final List<Family> FAMILIES = List.of(
            new Family(
                    "Momentum_{n}D",
                    "$close / Ref($close, {n}) - 1",
                    "Log($close / Ref($close, {n}))",
                    "close / close.groupby(level='instrument').shift({n}) - 1",
                    "daily_pv.h5",
                    "Return over the last {n} trading days."),
            new Family(
                    "PriceStrength_{n}D",
                    "($close - Min($low, {n})) / (Max($high, {n}) - Min($low, {n}))",
                    "$close / Max($high, {n})",
                    "close / high.groupby(level='instrument').transform(lambda s: s.rolling({n}).max())",
                    "daily_pv.h5",
                    "Where the close stands in the range of the last {n} trading days."),
            new Family(
                    "Reversal_{n}D",
                    "-1 * ($close / Ref($close, {n}) - 1)",
                    "1 - $close / Mean($close, {n})",
                    "1 - close / close.groupby(level='instrument').shift({n})",
                    "daily_pv.h5",
                    "Negative return over the last {n} trading days."),
            new Family(
                    "Amplitude_{n}D",
                    "Mean(($high - $low) / $close, {n})",
                    "Max($high, {n}) / Min($low, {n}) - 1",
                    "((high - low) / close).groupby(level='instrument').transform(lambda s: s.rolling({n}).mean())",
                    "daily_pv.h5",
                    "Mean daily range relative to the close over {n} trading days."),
            new Family(
                    "VolRatio_{n}D_{m}D",
                    "Mean($volume, {n}) / Mean($volume, {m})",
                    "Sum($volume, {n}) / Sum($volume, {m})",
                    "volume.groupby(level='instrument').transform("
                            + "lambda s: s.rolling({n}).mean() / s.rolling({m}).mean())",
                    "daily_pv.h5",
                    "Short over long mean volume, {n} and {m} trading days."),
            new Family(
                    "Volatility_{n}D",
                    "Std($close / Ref($close, 1) - 1, {n})",
                    "Std(Log($close / Ref($close, 1)), {n})",
                    "close.groupby(level='instrument').transform(lambda s: s.pct_change().rolling({n}).std())",
                    "daily_pv.h5",
                    "Standard deviation of daily returns over {n} trading days."),
            new Family(
                    "PriceVolumeCorr_{n}D",
                    "Corr($close, Log($volume + 1), {n})",
                    "Corr($close / Ref($close, 1), Log($volume / Ref($volume, 1) + 1), {n})",
                    "close.groupby(level='instrument').transform("
                            + "lambda s: s.rolling({n}).corr(volume.loc[s.index]))",
                    "daily_pv.h5",
                    "Correlation of close and volume over {n} trading days."),
            new Family(
                    "MF_Main_Net_Amt_Ratio_{n}D",
                    "Sum($mf_main_net_amt, {n}) / Sum($amount, {n})",
                    "Mean($mf_main_net_amt / $amount, {n})",
                    "mf_main_net_amt.groupby(level='instrument').transform(lambda s: s.rolling({n}).sum())",
                    "moneyflow.h5",
                    "Net inflow of large orders over {n} trading days."),
            new Family(
                    "Value_PB_{n}D",
                    "-1 * Mean($db_pb, {n})",
                    "1 / Mean($db_pb, {n})",
                    "-db_pb.groupby(level='instrument').transform(lambda s: s.rolling({n}).mean())",
                    "daily_basic.h5",
                    "Cheapness by price to book, smoothed over {n} trading days."),
            new Family(
                    "Turnover_Shock_{n}D",
                    "$db_turnover_rate / Mean($db_turnover_rate, {n}) - 1",
                    "$db_turnover_rate - Mean($db_turnover_rate, {n})",
                    "db_turnover_rate.groupby(level='instrument').transform(lambda s: s / s.rolling({n}).mean() - 1)",
                    "daily_basic.h5",
                    "Turnover relative to its mean over {n} trading days."),
            new Family(
                    "Speed_Momentum_{n}D",
                    "Delta($close / Ref($close, {n}), 1)",
                    "Slope($close, {n}) / $close",
                    "close.groupby(level='instrument').transform(lambda s: s.pct_change({n}).diff())",
                    "daily_pv.h5",
                    "Change of the {n}-day return from one day to the next."),
            new Family(
                    "Open_Gap_{n}d",
                    "Mean($open / Ref($close, 1) - 1, {n})",
                    "Sum($open / Ref($close, 1) - 1, {n})",
                    "(open_ / close.groupby(level='instrument').shift(1) - 1)"
                            + ".groupby(level='instrument').transform(lambda s: s.rolling({n}).mean())",
                    "daily_pv.h5",
                    "Mean gap between the open and the previous close over {n} trading days."));

    private FactorIdeas() {}

    /** The momentum factor of ten days: the one that recurs most, always with the same formula. */
    public static Factor recurring() {
        return FAMILIES.get(0).factor(10, false, Factor.CodeStyle.READS_FILE);
    }

    /** A factor whose name always is {@code PriceStrength_10D}, with the usual formula or with another one. */
    public static Factor sameName(boolean otherFormula) {
        return FAMILIES.get(1).factor(10, otherFormula, Factor.CodeStyle.TAKES_FRAME);
    }

    /** Any factor; windows in frequent use are drawn as often as all others together. */
    public static Factor any(SplittableRandom random) {
        Family family = FAMILIES.get(random.nextInt(FAMILIES.size()));
        int window = random.nextBoolean()
                ? USUAL_WINDOWS.get(random.nextInt(USUAL_WINDOWS.size()))
                : 2 + random.nextInt(249);
        Factor.CodeStyle[] styles = Factor.CodeStyle.values();
        return family.factor(window, random.nextInt(8) == 0, styles[random.nextInt(styles.length)]);
    }

    private record Family(
            String name, String formula, String otherFormula, String pandas, String source, String description) {

        Factor factor(int window, boolean other, Factor.CodeStyle style) {
            return new Factor(
                    fill(name, window),
                    fill(other ? otherFormula : formula, window),
                    fill(description, window),
                    fill(pandas, window),
                    source,
                    style);
        }

        private static String fill(String text, int window) {
            return text.replace("{n}", Integer.toString(window)).replace("{m}", Integer.toString(4 * window));
        }
    }
}
