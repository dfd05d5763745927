package dev.loopline.bench;

import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.CatalogRows;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalog pages and the read API over many rows, next to the least that an answer of the same process takes. */
@Command(
        name = "pages",
        mixinStandardHelpOptions = true,
        description = "Time of the catalog pages and the read API with many rows, next to an answer without content.")
final class PagesCommand implements Callable<Integer> {

    private static final String API = "/api/v1/rdagent/catalogs";
    private static final String FLOOR = "/q/health/live";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(
            names = "--rows",
            defaultValue = "10000",
            description = "Loops, and as many factors, models and strategies (default: ${DEFAULT-VALUE}).")
    int rows;

    @Option(
            names = "--requests",
            defaultValue = "500",
            description = "Requests of each kind, one after the other (default: ${DEFAULT-VALUE}).")
    int requests;

    @Option(
            names = "--warm-up",
            defaultValue = "200",
            description = "Requests of each kind before that, which do not count (default: ${DEFAULT-VALUE}).")
    int warmUp;

    @Mixin
    BenchStack benchStack;

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            SampleHome.builder(folder.home()).registryLoops(1).write();
            StackOptions options = benchStack
                    .in(folder)
                    .services(EnumSet.of(Service.AISTOCK_IMPORTER))
                    .build();
            try (LocalStack stack = LocalStack.start(options)) {
                fill(stack.endpoints());
                report(stack.endpoints());
            }
        }
        return 0;
    }

    private void fill(Endpoints endpoints) throws Exception {
        try (Connection connection =
                DriverManager.getConnection(endpoints.jdbcUrl(), endpoints.dbUser(), endpoints.dbPassword())) {
            CatalogRows.write(connection, rows);
        }
    }

    private void report(Endpoints endpoints) throws IOException, InterruptedException {
        System.out.printf("%d rows in each catalog, %d requests each%n", rows, requests);
        for (Map.Entry<String, String> call : calls().entrySet()) {
            URI address = URI.create(endpoints.aistockImporterUrl() + call.getValue());
            measure(address, warmUp);
            Measured measured = measure(address, requests);
            System.out.printf("%-34s %s  %6d bytes%n", call.getKey(), measured.taken(), measured.bytes());
        }
    }

    private Map<String, String> calls() {
        int last = Math.max(0, rows - 50);
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put("floor: an empty answer", FLOOR);
        calls.put("page loops", "/rdagent/loops");
        calls.put("page loops, best first", "/rdagent/loops?sort_by=sharpe&sort_order=desc");
        calls.put("page loops, last page by drawdown", "/rdagent/loops?sort_by=mdd&offset=" + last);
        calls.put("page loops, search", "/rdagent/loops?q=attempt+77");
        calls.put("page factors", "/rdagent/factors");
        calls.put("page factors, search", "/rdagent/factors?q=MOM_77");
        calls.put("page models, best first", "/rdagent/models?sort_by=sharpe&sort_order=desc");
        calls.put("page strategies, best first", "/rdagent/strategies?sort_by=sharpe&sort_order=desc");
        calls.put("page of one loop", "/rdagent/loops/20250101_001/3");
        calls.put("API loops", API + "/loops");
        calls.put("API loops, 500 rows", API + "/loops?limit=500&sort_by=sharpe&sort_order=desc");
        calls.put("API factors", API + "/factors");
        calls.put("API factors, by drawdown", API + "/factors?sort_by=mdd");
        calls.put("API one loop", API + "/loops/20250101_001/3");
        return calls;
    }

    private record Measured(Distribution taken, int bytes) {}

    private Measured measure(URI address, int times) throws IOException, InterruptedException {
        Distribution taken = new Distribution();
        int bytes = 0;
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            taken.add(Duration.ofNanos(System.nanoTime() - begin));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(address + " answered " + answer.statusCode());
            }
            bytes = answer.body().length;
        }
        return new Measured(taken, bytes);
    }
}
