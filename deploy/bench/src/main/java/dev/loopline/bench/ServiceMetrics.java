package dev.loopline.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Metrics of a service, in the text format of Prometheus. Not safe for several threads. */
final class ServiceMetrics {

    private static final int MEBI = 1 << 20;

    private final URI metrics;
    private double peakHeap;

    ServiceMetrics(String service) {
        this.metrics = URI.create(service + "/q/metrics");
    }

    /** The sum of a metric over all its labels that contain this text. */
    double sum(String name, String label) throws IOException {
        try (InputStream answer = metrics.toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + "{") && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    /** Looks at the heap once. */
    void sample() throws IOException {
        peakHeap = Math.max(peakHeap, sum("jvm_memory_used_bytes", "area=\"heap\""));
    }

    /** The most that was seen, garbage included. */
    long peakHeapMebibytes() throws IOException {
        sample();
        return (long) (peakHeap / MEBI);
    }
}
