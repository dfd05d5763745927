package dev.loopline.samples.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The figures of one backtest, under qlib's own names. Figures are rounded to six digits after the point, so that their
 * text form is exact.
 *
 * @param metrics name to value, in qlib's usual order; the file on disk orders them differently from loop to loop
 */
public record Backtest(Map<String, Double> metrics) {

    private static final String WITHOUT_COST = "1day.excess_return_without_cost.";
    private static final String WITH_COST = "1day.excess_return_with_cost.";

    public Backtest {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** Plausible figures: Sharpe from about -0.5 to 2.5, IC around 0.03. */
    public static Backtest plausible(SplittableRandom random) {
        return of(random, -0.5 + 3.0 * random.nextDouble());
    }

    /** Plausible figures around a given Sharpe ratio. */
    public static Backtest of(SplittableRandom random, double sharpe) {
        double ic = 0.03 + 0.02 * (random.nextDouble() - 0.5);
        double std = 0.004 + 0.004 * random.nextDouble();
        double drawdown = -(0.04 + 0.2 * random.nextDouble());
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(metrics, "IC", ic);
        put(metrics, "ICIR", ic * 9);
        put(metrics, "Rank IC", ic * 1.15);
        put(metrics, "Rank ICIR", ic * 10);
        putReturns(metrics, WITHOUT_COST, sharpe, std, drawdown);
        putReturns(metrics, WITH_COST, sharpe - 0.35, std, drawdown * 1.1);
        put(metrics, "1day.ffr", 1.0);
        put(metrics, "1day.pa", 0.0);
        put(metrics, "1day.pos", 0.5 + 0.2 * random.nextDouble());
        put(metrics, "l2.train", 0.98 + 0.01 * random.nextDouble());
        put(metrics, "l2.valid", 0.99 + 0.01 * random.nextDouble());
        return new Backtest(metrics);
    }

    /** The same strategy, found better by a later run: the Sharpe ratio rises by 0.5. */
    public Backtest improved(SplittableRandom random) {
        return of(random, sharpe() + 0.5);
    }

    /** The Sharpe ratio without cost: qlib's information ratio of the excess return. */
    public double sharpe() {
        return metric(WITHOUT_COST + "information_ratio");
    }

    /** The annualised excess return without cost, as a fraction. */
    public double annualReturn() {
        return metric(WITHOUT_COST + "annualized_return");
    }

    /** The maximal drawdown without cost, a negative fraction. */
    public double maxDrawdown() {
        return metric(WITHOUT_COST + "max_drawdown");
    }

    /** One figure by qlib's name; an unknown name is a mistake of the caller. */
    public double metric(String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException("No metric is named " + name);
        }
        return value;
    }

    private static void putReturns(
            Map<String, Double> metrics, String prefix, double sharpe, double std, double drawdown) {
        double annual = sharpe * std * Math.sqrt(238);
        put(metrics, prefix + "mean", annual / 238);
        put(metrics, prefix + "std", std);
        put(metrics, prefix + "annualized_return", annual);
        put(metrics, prefix + "information_ratio", sharpe);
        put(metrics, prefix + "max_drawdown", drawdown);
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        metrics.put(name, Math.round(value * 1e6) / 1e6);
    }
}
