package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Processor time by process: each service, and this program with the broker. What PostgreSQL takes is not among it.
 */
final class CpuTime {

    private static final String THIS_PROGRAM = "broker and benchmark";

    private CpuTime() {}

    /** Since each process began. */
    static Map<String, Duration> now(LocalStack stack) {
        Map<String, Duration> times = new LinkedHashMap<>();
        for (String instance : stack.instances()) {
            stack.handle(instance)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .ifPresent(time -> times.put(instance, time));
        }
        ProcessHandle.current().info().totalCpuDuration().ifPresent(time -> times.put(THIS_PROGRAM, time));
        return times;
    }

    /** Milliseconds per loop between two looks. */
    static Map<String, Double> perLoop(Map<String, Duration> before, Map<String, Duration> after, long loops) {
        Map<String, Double> perLoop = new LinkedHashMap<>();
        after.forEach((process, time) -> perLoop.put(
                process, time.minus(before.getOrDefault(process, Duration.ZERO)).toNanos() / 1e6 / loops));
        return perLoop;
    }

    /** All processes in one line, largest first, with their sum. */
    static String line(Map<String, Double> perLoop) {
        double sum = perLoop.values().stream().mapToDouble(Double::doubleValue).sum();
        return perLoop.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(one -> String.format(Locale.ROOT, "%s %.1f", one.getKey(), one.getValue()))
                .collect(Collectors.joining(", ", String.format(Locale.ROOT, "%.1f = ", sum), ""));
    }
}
