package dev.loopline.cli.stack;

import dev.loopline.contracts.path.HomeRoots;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns the options into the command line and the environment of each service: the only place that knows their keys. */
final class ServiceCommand {

    private final StackOptions options;
    private final BrokerAddress kafka;
    private final ExternalDatabase database;

    ServiceCommand(StackOptions options, BrokerAddress kafka, ExternalDatabase database) {
        this.options = options;
        this.kafka = kafka;
        this.database = database;
    }

    LaunchPlan plan(Service service, String instance, int port) {
        return new LaunchPlan(
                instance,
                options.installation().jar(service).getParent(),
                command(service, instance.equals(service.serviceName())),
                environment(service, instance, port),
                options.data(),
                URI.create(url(port) + "/q/health/ready"));
    }

    static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private List<String> command(Service service, boolean isFirst) {
        List<String> command = new ArrayList<>();
        command.add(javaProgram().toString());
        command.addAll(ServiceJvm.flags(service, options.data()));
        command.addAll(options.classArchives().flags(service, isFirst));
        command.addAll(options.javaFlags(service));
        command.add("-jar");
        command.add(options.installation().jar(service).getFileName().toString());
        return command;
    }

    private Map<String, String> environment(Service service, String instance, int port) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.putAll(kafka.environment());
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("LOOPLINE_STATE_DIR", options.data().state(instance).toString());
        environment.put("LOOPLINE_RDAGENT_HOME", options.rdagentHome().toString());
        environment.put("LOOPLINE_AISTOCK_HOME", options.aistockHome().toString());
        environment.putAll(placesEnvironment(service));
        if (service == Service.BUNDLE_SERVICE && hasBucket()) {
            // The archives stay where people, verify and backup look for them.
            environment.put(
                    "LOOPLINE_BUNDLE_FOLDER",
                    options.rdagentHome().resolve("production_bundles").toString());
        }
        if (service == Service.AISTOCK_IMPORTER) {
            environment.putAll(importerEnvironment());
        }
        environment.putAll(options.environment(service));
        return environment;
    }

    private Map<String, String> placesEnvironment(Service service) {
        Places places = options.places();
        Map<String, String> environment = new LinkedHashMap<>(places.variables());
        putList(environment, "LOOPLINE_PATH_MAP", places.pathMap());
        putList(environment, "LOOPLINE_LOG_ROOTS", places.logRoots());
        putList(environment, "LOOPLINE_WORKSPACE_ROOTS", places.workspaceRoots());
        String mlflow = places.variables().get(HomeRoots.MLFLOW_TRACKING_URI);
        if (mlflow != null && service == Service.BACKFILL_SERVICE) {
            environment.put("LOOPLINE_MLFLOW_TRACKING_URI", mlflow);
        }
        return environment;
    }

    private static void putList(Map<String, String> environment, String name, List<String> items) {
        if (!items.isEmpty()) {
            environment.put(name, commaList(items));
        }
    }

    private Map<String, String> importerEnvironment() {
        PortPlan ports = options.ports();
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", database.user(),
                "QUARKUS_DATASOURCE_PASSWORD", database.password(),
                "LOOPLINE_IMPORTER_BUNDLE_URL", url(ports.of(Service.BUNDLE_SERVICE)),
                "LOOPLINE_IMPORTER_CATALOG_URL", url(ports.of(Service.CATALOG_SERVICE)),
                "LOOPLINE_IMPORTER_BUNDLE_MODE", hasBucket() ? "bucket" : "folder",
                "LOOPLINE_IMPORTER_BUNDLE_FOLDER",
                        options.rdagentHome().resolve("production_bundles").toString());
    }

    /** The services find it in the environment, as their other settings. */
    private static boolean hasBucket() {
        return System.getenv("LOOPLINE_BUNDLE_BUCKET") != null;
    }

    /** A list as the services' configuration reads it: commas separate, a backslash makes the next character plain. */
    static String commaList(List<String> items) {
        return items.stream()
                .map(item -> item.replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }

    private static Path javaProgram() {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        return Path.of(System.getProperty("java.home"), "bin", name);
    }
}
