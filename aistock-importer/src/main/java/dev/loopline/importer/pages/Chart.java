package dev.loopline.importer.pages;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart in the coordinates of its SVG, {@value #WIDTH} by {@value #HEIGHT}. Pure.
 *
 * @param lines drawn from the first to the last
 * @param levels horizontal lines with their labels
 * @param days labels below
 */
public record Chart(List<Line> lines, List<Mark> levels, List<Mark> days) {

    static final int WIDTH = 720;
    static final int HEIGHT = 220;
    private static final int LEFT = 56;
    private static final int RIGHT = 10;
    private static final int TOP = 10;
    private static final int BOTTOM = 24;
    private static final int LEVELS = 5;
    private static final int DAYS = 5;

    /** More points than this are not visible one by one; each group of days is then drawn by its extremes. */
    private static final int MOST_POINTS = 1000;

    /**
     * @param style name of the CSS class
     * @param points for the attribute {@code points} of a polyline
     */
    public record Line(String style, String points) {}

    /**
     * @param at x of a day or y of a level
     * @param label its text
     */
    public record Mark(String at, String label) {}

    /** What is to be drawn. */
    record Series(String style, List<Double> values) {}

    public Chart {
        lines = List.copyOf(lines);
        levels = List.copyOf(levels);
        days = List.copyOf(days);
    }

    public int width() {
        return WIDTH;
    }

    public int height() {
        return HEIGHT;
    }

    public int left() {
        return LEFT;
    }

    public int right() {
        return WIDTH - RIGHT;
    }

    /** @param percent whether levels are labelled as percentages */
    static Chart of(List<LocalDate> dates, List<Series> series, boolean percent) {
        double low = series.stream()
                .flatMap(one -> one.values().stream())
                .mapToDouble(v -> v)
                .min()
                .orElse(0);
        double high = series.stream()
                .flatMap(one -> one.values().stream())
                .mapToDouble(v -> v)
                .max()
                .orElse(1);
        double step = step(high - low);
        Scale scale = new Scale(Math.floor(low / step) * step, Math.ceil(high / step) * step, dates.size());
        return new Chart(
                series.stream()
                        .map(one -> new Line(one.style(), points(one.values(), scale)))
                        .toList(),
                levels(scale, step, percent),
                days(dates, scale));
    }

    /** From values to coordinates. */
    private record Scale(double low, double high, int count) {

        double x(int index) {
            return LEFT + (double) (WIDTH - LEFT - RIGHT) * (count < 2 ? 0.5 : (double) index / (count - 1));
        }

        double y(double value) {
            double height = HEIGHT - TOP - BOTTOM;
            return high > low ? TOP + height * (high - value) / (high - low) : TOP + height / 2;
        }
    }

    /** 1, 2 or 5 times a power of ten, so that there are about {@value #LEVELS} levels. */
    private static double step(double span) {
        if (!(span > 0)) {
            return 0.1;
        }
        double rough = span / LEVELS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double times = rough / power;
        if (times <= 1) {
            return power;
        }
        return times <= 2 ? 2 * power : times <= 5 ? 5 * power : 10 * power;
    }

    private static List<Mark> levels(Scale scale, double step, boolean percent) {
        List<Mark> levels = new ArrayList<>();
        int count = (int) Math.round((scale.high() - scale.low()) / step);
        for (int i = 0; i <= count; i++) {
            double value = scale.low() + i * step;
            levels.add(new Mark(
                    number(scale.y(value)),
                    percent
                            ? String.format(Locale.ROOT, step < 0.01 ? "%.1f%%" : "%.0f%%", 100 * value + 0.0)
                            : String.format(Locale.ROOT, step < 0.01 ? "%.3f" : "%.2f", value)));
        }
        return levels;
    }

    private static List<Mark> days(List<LocalDate> dates, Scale scale) {
        List<Mark> days = new ArrayList<>();
        int count = Math.min(DAYS, dates.size());
        for (int i = 0; i < count; i++) {
            int index = count < 2 ? 0 : (int) ((long) i * (dates.size() - 1) / (count - 1));
            days.add(new Mark(number(scale.x(index)), dates.get(index).toString()));
        }
        return days;
    }

    private static String points(List<Double> values, Scale scale) {
        StringBuilder points = new StringBuilder();
        int group = Math.max(1, (2 * values.size() + MOST_POINTS - 1) / MOST_POINTS);
        for (int from = 0; from < values.size(); from += group) {
            int to = Math.min(values.size(), from + group);
            int lowest = from;
            int highest = from;
            for (int i = from + 1; i < to; i++) {
                lowest = values.get(i) < values.get(lowest) ? i : lowest;
                highest = values.get(i) > values.get(highest) ? i : highest;
            }
            point(points, Math.min(lowest, highest), values, scale);
            if (lowest != highest) {
                point(points, Math.max(lowest, highest), values, scale);
            }
        }
        return points.toString();
    }

    private static void point(StringBuilder points, int index, List<Double> values, Scale scale) {
        points.append(points.isEmpty() ? "" : " ")
                .append(number(scale.x(index)))
                .append(',')
                .append(number(scale.y(values.get(index))));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
