package dev.loopline.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What running services tell Prometheus.
 *
 * @param labels of each metric by its name
 * @param values of each series, as it is spelled; those of several services added up
 */
record LiveMetrics(Map<String, Set<String>> labels, Map<String, Double> values) {

    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+).*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");

    /** @param services the addresses of the services */
    static LiveMetrics of(List<String> services) throws IOException, InterruptedException {
        LiveMetrics found = new LiveMetrics(new TreeMap<>(), new TreeMap<>());
        HttpClient http = HttpClient.newHttpClient();
        for (String service : services) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(service + "/q/metrics")).build();
            http.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(found::add);
        }
        return found;
    }

    /** The sum of all series of a metric that have these labels, each spelled as {@code name="value"}. */
    double sum(String metric, String... wanted) {
        return values.entrySet().stream()
                .filter(series -> series.getKey().startsWith(metric + "{")
                        && Stream.of(wanted).allMatch(series.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private void add(String line) {
        Matcher series = SERIES.matcher(line);
        if (series.matches()) {
            String spelled = series.group(1) + "{" + series.group(2) + "}";
            values.merge(spelled, Double.valueOf(series.group(3).replace("+Inf", "Infinity")), Double::sum);
            Set<String> names = labels.computeIfAbsent(series.group(1), any -> new TreeSet<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
            }
        }
    }
}
