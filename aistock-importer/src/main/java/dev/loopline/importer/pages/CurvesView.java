package dev.loopline.importer.pages;

import dev.loopline.importer.read.ReturnCurves;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The curves of a loop as its page shows them: two charts, and in words what a person who cannot see them would ask.
 *
 * @param growth portfolio before and after cost, and benchmark
 * @param drawdown of the portfolio before cost
 * @param hasCost whether there is a curve after cost
 * @param hasBenchmark whether there is a benchmark
 * @param from first day
 * @param to last day
 * @param days number of days
 * @param last growth at the end
 * @param lowest deepest drawdown
 */
public record CurvesView(
        Chart growth,
        Chart drawdown,
        boolean hasCost,
        boolean hasBenchmark,
        String from,
        String to,
        int days,
        String last,
        String lowest) {

    static CurvesView of(ReturnCurves curves) {
        int days = curves.dates().size();
        List<Chart.Series> growth = new ArrayList<>();
        if (curves.benchmark() != null) {
            growth.add(new Chart.Series("line-bench", curves.benchmark()));
        }
        if (curves.equityWithCost() != null) {
            growth.add(new Chart.Series("line-cost", curves.equityWithCost()));
        }
        growth.add(new Chart.Series("line-main", curves.equity()));
        return new CurvesView(
                Chart.of(curves.dates(), growth, false),
                Chart.of(curves.dates(), List.of(new Chart.Series("line-down", curves.drawdown())), true),
                curves.equityWithCost() != null,
                curves.benchmark() != null,
                curves.dates().get(0).toString(),
                curves.dates().get(days - 1).toString(),
                days,
                String.format(Locale.ROOT, "%.3f", curves.equity().get(days - 1)),
                String.format(Locale.ROOT, "%.2f%%", 100 * Collections.min(curves.drawdown())));
    }
}
