package dev.loopline.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.PrivateFile;
import dev.loopline.kit.broker.BrokerAccess;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a running Loopline listens and what it works on: the content of {@code endpoints.json} in the data folder. Holds
 * the passwords of broker and database, so the file is readable by its owner only, and the text form leaves them out.
 *
 * @param workspaceWatcherUrl base URL without a slash at the end
 * @param backfillServiceUrl likewise
 * @param bundleServiceUrl likewise; of the first bundler if there are several
 * @param catalogServiceUrl likewise
 * @param aistockImporterUrl likewise
 * @param kafkaBootstrapServers {@code host:port}
 * @param kafkaClient what else a client of the broker needs, by Kafka's names: its credentials, if the broker asks for some
 * @param jdbcUrl of the database {@code aistock}
 * @param dbUser its user
 * @param dbPassword its password
 * @param rdagentHome the RD-Agent home
 * @param aistockHome AIstock's home
 * @param furtherBundlerUrls base URLs of the second bundler and so on, by their order; none if there is one
 * @param places where Loopline looks beyond the home's own folders
 * @param pid the process that runs it all
 */
public record Endpoints(
        String workspaceWatcherUrl,
        String backfillServiceUrl,
        String bundleServiceUrl,
        String catalogServiceUrl,
        String aistockImporterUrl,
        String kafkaBootstrapServers,
        Map<String, String> kafkaClient,
        String jdbcUrl,
        String dbUser,
        String dbPassword,
        String rdagentHome,
        String aistockHome,
        List<String> furtherBundlerUrls,
        Places places,
        long pid) {

    public Endpoints {
        kafkaClient = Map.copyOf(kafkaClient);
        furtherBundlerUrls = List.copyOf(furtherBundlerUrls);
    }

    /** Where everything is that this process runs with these options. */
    static Endpoints of(
            StackOptions options, BrokerAddress kafka, ExternalDatabase database, List<Integer> furtherBundlers) {
        PortPlan ports = options.ports();
        return new Endpoints(
                ServiceCommand.url(ports.of(Service.WORKSPACE_WATCHER)),
                ServiceCommand.url(ports.of(Service.BACKFILL_SERVICE)),
                ServiceCommand.url(ports.of(Service.BUNDLE_SERVICE)),
                ServiceCommand.url(ports.of(Service.CATALOG_SERVICE)),
                ServiceCommand.url(ports.of(Service.AISTOCK_IMPORTER)),
                kafka.bootstrapServers(),
                kafka.credentials(),
                database.jdbcUrl(),
                database.user(),
                database.password(),
                options.rdagentHome().toString(),
                options.aistockHome().toString(),
                furtherBundlers.stream().map(ServiceCommand::url).toList(),
                options.places(),
                ProcessHandle.current().pid());
    }

    /** The way to the broker. */
    public BrokerAccess broker() {
        return new BrokerAddress(given(kafkaBootstrapServers, "kafka_bootstrap_servers"), kafkaClient).access();
    }

    /** {@code host:port} of the broker; empty if nobody says it. */
    public String bootstrapServers() {
        return kafkaBootstrapServers;
    }

    /** The same with other settings of the broker's clients. */
    public Endpoints withBroker(BrokerAddress broker) {
        return new Endpoints(
                workspaceWatcherUrl,
                backfillServiceUrl,
                bundleServiceUrl,
                catalogServiceUrl,
                aistockImporterUrl,
                broker.bootstrapServers(),
                broker.credentials(),
                jdbcUrl,
                dbUser,
                dbPassword,
                rdagentHome,
                aistockHome,
                furtherBundlerUrls,
                places,
                pid);
    }

    /** Whether the RD-Agent home can be looked into from here. */
    public boolean isHomeHere() {
        return !rdagentHome.isEmpty();
    }

    /** Whether AIstock's database can be asked from here. */
    public boolean hasDatabase() {
        return !jdbcUrl.isEmpty();
    }

    @Override
    public String workspaceWatcherUrl() {
        return given(workspaceWatcherUrl, "workspace_watcher_url");
    }

    @Override
    public String backfillServiceUrl() {
        return given(backfillServiceUrl, "backfill_service_url");
    }

    @Override
    public String bundleServiceUrl() {
        return given(bundleServiceUrl, "bundle_service_url");
    }

    @Override
    public String catalogServiceUrl() {
        return given(catalogServiceUrl, "catalog_service_url");
    }

    @Override
    public String aistockImporterUrl() {
        return given(aistockImporterUrl, "aistock_importer_url");
    }

    private static String given(String value, String key) {
        if (value.isEmpty()) {
            throw new StackException(Texts.text("endpoints.missing", key));
        }
        return value;
    }

    /** Base URL of a service. */
    public String url(Service service) {
        return given(known(service), service.name().toLowerCase(Locale.ROOT) + "_url");
    }

    /** Base URL of a service; empty if nobody says it. */
    private String known(Service service) {
        return switch (service) {
            case WORKSPACE_WATCHER -> workspaceWatcherUrl;
            case BACKFILL_SERVICE -> backfillServiceUrl;
            case BUNDLE_SERVICE -> bundleServiceUrl;
            case CATALOG_SERVICE -> catalogServiceUrl;
            case AISTOCK_IMPORTER -> aistockImporterUrl;
        };
    }

    /** All of which is known where they listen, in the order of the chain: name of the instance to its base URL. */
    public Map<String, String> instances() {
        Map<String, String> instances = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            if (!known(service).isEmpty()) {
                instances.put(service.serviceName(), known(service));
            }
            if (service == Service.BUNDLE_SERVICE) {
                for (int i = 0; i < furtherBundlerUrls.size(); i++) {
                    instances.put(furtherBundler(i), furtherBundlerUrls.get(i));
                }
            }
        }
        return instances;
    }

    /** The name of a bundler after the first, which has none but the service's; the second is number 0. */
    static String furtherBundler(int number) {
        return Service.BUNDLE_SERVICE.serviceName() + "-" + (number + 2);
    }

    /** Writes the file as a whole or not at all. */
    public void write(Path file) throws IOException {
        PrivateFile.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /**
     * Reads the file.
     *
     * @return empty if there is none: nothing runs on that data folder
     * @throws StackException if the file is not what {@link #write} wrote
     */
    public static Optional<Endpoints> read(Path file) {
        try {
            return Optional.of(Json.mapper().readValue(Files.readString(file), Endpoints.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new StackException(Texts.text("file.damaged", file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new StackException(Texts.text("file.unreadable.endpoints", file, e.getMessage()), e);
        }
    }

    /**
     * Endpoints that somebody wrote down: any of them may be missing, and the homes may be on another machine. A command that
     * needs what is missing says so.
     *
     * @param place where they were found, for messages
     */
    public static Endpoints of(JsonNode written, String place) {
        if (!written.isObject()) {
            throw new StackException(Texts.text("endpoints.damaged", place));
        }
        ObjectNode whole = Json.mapper().createObjectNode();
        for (RecordComponent component : Endpoints.class.getRecordComponents()) {
            String key = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
            JsonNode value = written.path(key);
            whole.set(key, value.isMissingNode() || value.isNull() ? nothing(component.getType()) : value);
        }
        if (!Files.isDirectory(Path.of(whole.path("rdagent_home").asText()))) {
            whole.put("rdagent_home", "");
        }
        try {
            return Json.mapper().treeToValue(whole, Endpoints.class);
        } catch (JsonProcessingException e) {
            throw new StackException(Texts.text("endpoints.damaged", place), e);
        }
    }

    private static JsonNode nothing(Class<?> type) {
        if (type == String.class) {
            return TextNode.valueOf("");
        }
        return type == long.class ? LongNode.valueOf(0) : Json.mapper().valueToTree(empty(type));
    }

    private static Object empty(Class<?> type) {
        if (type == Places.class) {
            return Places.NONE;
        }
        return type == List.class ? List.of() : Map.of();
    }

    /** Never shows a password. */
    @Override
    public String toString() {
        return "Endpoints[" + workspaceWatcherUrl + ", " + kafkaBootstrapServers + ", " + jdbcUrl + "]";
    }
}
