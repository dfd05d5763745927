package dev.loopline.importer.read;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The curves of a backtest, one value per trading day; all lists are equally long. Growth starts from 1: 1.05 is five
 * percent more than at the beginning. Pure.
 *
 * @param dates the days
 * @param equity growth of the portfolio before trading cost, as in the figures of the catalogs
 * @param equityWithCost the same after trading cost; null where the report has no cost
 * @param benchmark growth of the benchmark; null where the report has none
 * @param drawdown how far {@code equity} is below its highest value so far: 0 or less, −0.1 is ten percent
 */
public record ReturnCurves(
        List<LocalDate> dates,
        List<Double> equity,
        @Nullable List<Double> equityWithCost,
        @Nullable List<Double> benchmark,
        List<Double> drawdown) {

    /**
     * One day of Qlib's report.
     *
     * @param date the day
     * @param earned return of the day before cost, 0.01 is one percent
     * @param cost trading cost of the day as a share of the portfolio; null if not reported
     * @param bench return of the benchmark; null if not reported
     */
    record Day(
            LocalDate date,
            double earned,
            @Nullable Double cost,
            @Nullable Double bench) {}

    public ReturnCurves {
        dates = List.copyOf(dates);
        equity = List.copyOf(equity);
        equityWithCost = equityWithCost == null ? null : List.copyOf(equityWithCost);
        benchmark = benchmark == null ? null : List.copyOf(benchmark);
        drawdown = List.copyOf(drawdown);
    }

    /** A day without cost or benchmark counts as zero only if other days have one. */
    static ReturnCurves of(List<Day> days) {
        boolean costs = days.stream().anyMatch(day -> day.cost() != null);
        boolean benched = days.stream().anyMatch(day -> day.bench() != null);
        List<Double> equity = growth(days.stream().map(Day::earned).toList());
        return new ReturnCurves(
                days.stream().map(Day::date).toList(),
                equity,
                costs
                        ? growth(days.stream()
                                .map(day -> day.earned() - orZero(day.cost()))
                                .toList())
                        : null,
                benched ? growth(days.stream().map(day -> orZero(day.bench())).toList()) : null,
                drawdown(equity));
    }

    private static List<Double> growth(List<Double> returns) {
        List<Double> growth = new ArrayList<>(returns.size());
        double value = 1;
        for (double one : returns) {
            value *= 1 + one;
            growth.add(value);
        }
        return growth;
    }

    private static List<Double> drawdown(List<Double> equity) {
        List<Double> drawdown = new ArrayList<>(equity.size());
        double highest = 1;
        for (double value : equity) {
            highest = Math.max(highest, value);
            drawdown.add(value / highest - 1);
        }
        return drawdown;
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
