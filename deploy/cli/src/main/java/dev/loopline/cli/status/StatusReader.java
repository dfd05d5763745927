package dev.loopline.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Readiness;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.path.HomeRoot;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks everything that runs how it stands. Not safe to share between threads. */
public final class StatusReader {

    private static final String IMPORTS =
            "SELECT count(*) FILTER (WHERE NOT tombstone), max(imported_at) AS last FROM public.loopline_import";

    private final Endpoints endpoints;
    private final List<String> problems = new ArrayList<>();

    public StatusReader(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Takes a few seconds at most; the result names what does not answer. */
    public Status read() {
        Readiness readiness = new Readiness();
        List<Status.ServiceState> services = new ArrayList<>();
        endpoints
                .instances()
                .forEach((instance, url) ->
                        services.add(new Status.ServiceState(instance, url, readiness.isReady(url))));
        Map<String, Long> lag = new TreeMap<>();
        Map<String, Long> deadLetters = new TreeMap<>();
        boolean broker = readBroker(lag, deadLetters);
        NotCarriedReader notCarried = NotCarriedReader.ask(services);
        Imports imports = readImports();
        return new Status(
                List.copyOf(services),
                readRoots(),
                broker,
                imports.answered,
                endpoints.isHomeHere() ? readStages() : askStages(services),
                imports.loops,
                imports.last,
                lag,
                deadLetters,
                readWaiting(services),
                readRemoved(services),
                notCarried.list(),
                notCarried.inAll(),
                List.copyOf(problems));
    }

    private List<Status.Root> readRoots() {
        if (!endpoints.isHomeHere()) {
            return List.of();
        }
        try {
            return endpoints.places().roots(Path.of(endpoints.rdagentHome())).all().stream()
                    .filter(root -> !root.origin().equals(HomeRoot.DEFAULT))
                    .map(root ->
                            new Status.Root(root.place().toString(), root.origin(), root.spelling(), root.isThere()))
                    .toList();
        } catch (IOException e) {
            problems.add(Texts.text("status.home.unreadable", endpoints.rdagentHome(), e.getMessage()));
            return List.of();
        }
    }

    /** The importer knows whether its database answers, and what is in it. */
    private Imports askImports() {
        try {
            JsonNode status =
                    new ServiceCalls(Duration.ofSeconds(5)).get(endpoints.aistockImporterUrl() + "/api/status");
            JsonNode last = status.path("last_imported_at");
            return new Imports(true, status.path("loops").asLong(), last.isTextual() ? last.asText() : null);
        } catch (IOException | StackException e) {
            problems.add(Texts.text("status.no.imports", e.getMessage()));
            return new Imports(false, null, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Imports(false, null, null);
        }
    }

    private boolean readBroker(Map<String, Long> lag, Map<String, Long> deadLetters) {
        if (endpoints.bootstrapServers().isEmpty()) {
            problems.add(Texts.text("status.no.broker"));
            return false;
        }
        try (BrokerFigures figures = new BrokerFigures(endpoints.broker())) {
            lag.putAll(figures.lag());
            deadLetters.putAll(figures.deadLetters());
            return true;
        } catch (BrokerFigures.NoAnswerException e) {
            problems.add(e.getMessage());
            return false;
        }
    }

    private static List<Status.Waiting> readWaiting(List<Status.ServiceState> services) {
        WaitingReader reader = new WaitingReader();
        return services.stream()
                .flatMap(service -> reader.read(service.service(), service.url()).stream())
                .toList();
    }

    private static List<Status.Waiting> readRemoved(List<Status.ServiceState> services) {
        WaitingReader reader = new WaitingReader();
        return services.stream()
                .filter(service -> service.ready() && service.service().equals(Service.WORKSPACE_WATCHER.serviceName()))
                .flatMap(service -> reader.sourceRemoved(service.service(), service.url()).stream())
                .toList();
    }

    private @Nullable StageCounts readStages() {
        Path registry = RegistryFile.of(Path.of(endpoints.rdagentHome()));
        try {
            return new StageReader(registry).read();
        } catch (SQLException e) {
            problems.add(Texts.text("status.registry.unreadable", registry, e.getMessage()));
            return null;
        }
    }

    /** The watcher knows them as well; it counts loops without result among those that were rejected. */
    private @Nullable StageCounts askStages(List<Status.ServiceState> services) {
        return services.stream()
                .filter(service -> service.service().equals(Service.WORKSPACE_WATCHER.serviceName()))
                .findFirst()
                .flatMap(watcher -> StageCounts.ask(watcher.url()))
                .orElseGet(() -> {
                    problems.add(Texts.text("status.no.stages"));
                    return null;
                });
    }

    private record Imports(
            boolean answered,
            @Nullable Long loops,
            @Nullable String last) {}

    private Imports readImports() {
        if (!endpoints.hasDatabase()) {
            return askImports();
        }
        try (Sql sql = new Sql(Databases.open(endpoints))) {
            return sql.one(IMPORTS, row -> {
                Instant last = Sql.instant(row, "last");
                return new Imports(true, row.getLong(1), last == null ? null : last.toString());
            });
        } catch (SQLException e) {
            problems.add(Texts.text(
                    "status.database.silent",
                    endpoints.jdbcUrl(),
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(Texts.text("no.reason"))));
            return new Imports(false, null, null);
        }
    }
}
