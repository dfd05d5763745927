package dev.loopline.cli.verify;

import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Runs the checks in the order of their numbers. */
public final class Verifier {

    private static final int PATIENCE_SECONDS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private Verifier() {}

    /** V1 to V26, then what RD-Agent's own tools looked at, T1 to T5. */
    public static List<Check> checks() {
        return Stream.of(
                        DiscoveryChecks.all(),
                        MetadataChecks.all(),
                        BundleChecks.all(),
                        CatalogChecks.all(),
                        RelationChecks.all(),
                        FunctionChecks.all(),
                        ToolChecks.all())
                .flatMap(List::stream)
                .sorted(Comparator.comparing((Check check) -> check.id().charAt(0) != 'V')
                        .thenComparingInt(check -> Integer.parseInt(check.id().substring(1))))
                .toList();
    }

    /**
     * Runs all checks on something that may be at work: what fails is looked at again after a moment, because a loop on its
     * way is in one store before it is in the next. All these moments together take {@value #PATIENCE_SECONDS} s at most, a
     * little longer than AIstock takes to fetch changed catalog files.
     *
     * @param results gets each check and its result as soon as it is known
     * @return the ids of the checks that failed
     */
    public static List<String> run(Endpoints endpoints, BiConsumer<Check, CheckResult> results)
            throws SQLException, InterruptedException {
        return run(endpoints, Duration.ofSeconds(PATIENCE_SECONDS), results);
    }

    static List<String> run(Endpoints endpoints, Duration patience, BiConsumer<Check, CheckResult> results)
            throws SQLException, InterruptedException {
        List<String> failed = new ArrayList<>();
        long looksLeft = patience.toMillis() / BETWEEN_LOOKS.toMillis();
        VerifyContext context = new VerifyContext(endpoints);
        try {
            for (Check check : checks()) {
                CheckResult result = run(check, context);
                for (; looksLeft > 0 && isUnsettled(result); looksLeft--) {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
                    context.close();
                    context = new VerifyContext(endpoints);
                    result = run(check, context);
                }
                if (result instanceof CheckResult.Failed) {
                    failed.add(check.id());
                }
                results.accept(check, result);
            }
        } finally {
            context.close();
        }
        return List.copyOf(failed);
    }

    private static boolean isUnsettled(CheckResult result) {
        return result instanceof CheckResult.Failed
                || (result instanceof CheckResult.Explained explained
                        && explained.reasons().containsKey(Explanation.IN_FLIGHT.name()))
                || (result instanceof CheckResult.NotApplicable none
                        && none.found().key().equals(FunctionChecks.BUSY));
    }

    static CheckResult run(Check check, VerifyContext context) {
        try {
            return check.run(context);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CheckResult.Failed(Message.of("verify.interrupted"), List.of(), Map.of());
        } catch (Exception e) {
            // Whatever stands in the way of a check, the statement is not shown to hold; the next check may still run.
            Faults.Fault fault = Faults.ofFailure(e);
            return new CheckResult.Failed(
                    Message.of("verify.impossible"),
                    List.of(Finding.of(fault.reason(), fault.text())),
                    Map.of(fault.reason().name(), 1));
        }
    }
}
