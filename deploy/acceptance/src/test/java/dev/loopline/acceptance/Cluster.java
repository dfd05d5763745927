package dev.loopline.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.BrokerAddress;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.PortPlan;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.status.BrokerFigures;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.testing.FaultyLine;
import dev.loopline.kit.testing.ObjectStore;
import dev.loopline.kit.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * Loopline on several machines, each of which is a folder here: a broker that speaks SASL over TLS only, a PostgreSQL that lets nobody
 * in without TLS, a store for bundles at the end of a {@link FaultyLine}, homes with their watcher and backfill service, bundlers that
 * know no home's folder, and the catalog and importer at another place. Machines may be added by several threads.
 */
final class Cluster implements AutoCloseable {

    private static final String TOKEN = "token-of-the-bundlers";

    private final Path folder;
    private final int partitions;
    private final EmbeddedKafka broker;
    private final EmbeddedDatabase database;
    private final ExternalDatabase databaseOverTls;
    private final ObjectStore store = ObjectStore.start();
    private final FaultyLine line = FaultyLine.to(store.port());
    private final BrokerFigures figures;
    private final ServiceCalls calls = new ServiceCalls();
    /** The address of the backfill service of each home, by the home's id. */
    private final Map<String, String> homes = new LinkedHashMap<>();

    private final Deque<LocalStack> machines = new ConcurrentLinkedDeque<>();
    private final AtomicInteger count = new AtomicInteger();

    /** @param partitions of the topics of events */
    Cluster(Path folder, int partitions) throws IOException {
        this.partitions = partitions;
        this.folder = folder;
        TestCertificates certificates = TestCertificates.in(folder.resolve("certificates"));
        broker = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker"))
                .withTls(new KafkaOptions.Tls(
                        certificates.valid("broker"), TestCertificates.PASSWORD, certificates.authority())));
        figures = new BrokerFigures(broker());
        certificates.valid("server");
        Path rules = Files.writeString(folder.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        database = EmbeddedDatabase.start(DatabaseOptions.in(folder.resolve("database"), "aistock")
                .withSetting("ssl", "on")
                .withSetting("ssl_cert_file", certificates.certificate("server").toString())
                .withSetting("ssl_key_file", certificates.key("server").toString())
                .withSetting("hba_file", rules.toString()));
        databaseOverTls = new ExternalDatabase(
                database.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + certificates.authority(),
                database.user(),
                database.password());
    }

    /** A machine with a home; returns the id of the home. */
    String addHome(Path home) throws IOException, InterruptedException {
        LocalStack machine = start(StackOptions.builder(Repository.root(), home, nextFolder())
                .services(Set.of(Service.WORKSPACE_WATCHER, Service.BACKFILL_SERVICE))
                .environment(Service.BACKFILL_SERVICE, "LOOPLINE_HTTP_TOKEN", TOKEN));
        JsonNode status = calls.get(machine.endpoints().workspaceWatcherUrl() + "/api/status");
        String id = status.path("home_id").asText();
        homes.put(id, machine.endpoints().instances().get(Service.BACKFILL_SERVICE.serviceName()));
        return id;
    }

    /** A machine with a bundler, which sees no home. @param threads how many loops it packs at once */
    LocalStack addBundler(int threads) throws IOException {
        Path nothing = Files.createDirectories(folder.resolve("no-home-" + count.incrementAndGet()));
        String sources = homes.entrySet().stream()
                .map(home -> home.getKey() + "=" + home.getValue())
                .collect(Collectors.joining(","));
        return start(withBucket(
                StackOptions.builder(Repository.root(), nothing, nextFolder())
                        .services(Set.of(Service.BUNDLE_SERVICE))
                        .environment(Service.BUNDLE_SERVICE, "LOOPLINE_RDAGENT_HOME", "")
                        .environment(Service.BUNDLE_SERVICE, "LOOPLINE_FILE_SOURCE_URL", sources)
                        .environment(Service.BUNDLE_SERVICE, "LOOPLINE_FILE_SOURCE_TOKEN", TOKEN)
                        .environment(Service.BUNDLE_SERVICE, "LOOPLINE_BUNDLE_THREADS", Integer.toString(threads)),
                Service.BUNDLE_SERVICE));
    }

    /** A machine with a catalog service; the first of them writes, another one waits for its turn and starts no earlier. */
    LocalStack addCatalog(Path files) {
        return start(
                StackOptions.builder(Repository.root(), files, nextFolder()).services(Set.of(Service.CATALOG_SERVICE)));
    }

    /** A machine with the importer. */
    LocalStack addImporter(Path files, String catalogUrl) throws IOException {
        return start(withBucket(
                StackOptions.builder(Repository.root(), files, nextFolder())
                        .services(Set.of(Service.AISTOCK_IMPORTER))
                        .environment(Service.AISTOCK_IMPORTER, "LOOPLINE_IMPORTER_BUNDLE_MODE", "bucket")
                        .environment(Service.AISTOCK_IMPORTER, "LOOPLINE_IMPORTER_CATALOG_URL", catalogUrl),
                Service.AISTOCK_IMPORTER));
    }

    private LocalStack start(StackOptions.Builder options) {
        LocalStack machine = LocalStack.start(connected(options).build());
        machines.push(machine);
        return machine;
    }

    void remove(LocalStack machine) {
        machines.remove(machine);
        machine.close();
    }

    private StackOptions.Builder connected(StackOptions.Builder options) {
        Map<String, String> clients = new HashMap<>(broker.clientSettings());
        String address = clients.remove("bootstrap.servers");
        for (Service service : Service.values()) {
            options.environment(service, "LOOPLINE_BROKER_PARTITIONS", Integer.toString(partitions));
        }
        return options.kafka(new BrokerAddress(address, clients))
                .database(databaseOverTls)
                .ports(PortPlan.free());
    }

    private StackOptions.Builder withBucket(StackOptions.Builder options, Service service) {
        return options.environment(service, "LOOPLINE_BUNDLE_BUCKET", ObjectStore.BUCKET)
                .environment(service, "LOOPLINE_BUNDLE_S3_ENDPOINT", "http://127.0.0.1:" + line.port())
                .environment(service, "LOOPLINE_BUNDLE_S3_ACCESS_KEY_ID", ObjectStore.KEY_ID)
                .environment(service, "LOOPLINE_BUNDLE_S3_SECRET_ACCESS_KEY", ObjectStore.SECRET);
    }

    private Path nextFolder() {
        return folder.resolve("machine-" + count.incrementAndGet());
    }

    BrokerAccess broker() {
        return BrokerAccess.of(broker.clientSettings());
    }

    FaultyLine wayToTheStore() {
        return line;
    }

    ObjectStore store() {
        return store;
    }

    /** The lag of the bundlers' group, as KEDA's scaler for Kafka asks for it. */
    long lagOfBundlers() throws BrokerFigures.NoAnswerException {
        return figures.lag().getOrDefault(Service.BUNDLE_SERVICE.serviceName(), 0L);
    }

    /** How many bundlers have so many partitions. */
    long bundlersWith(int partitions) throws Exception {
        String group = Service.BUNDLE_SERVICE.serviceName();
        try (Admin admin = broker().admin(Map.of())) {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .filter(member -> member.assignment().topicPartitions().size() == partitions)
                    .count();
        }
    }

    @Override
    public void close() {
        machines.forEach(LocalStack::close);
        line.close();
        store.close();
        database.close();
        figures.close();
        broker.close();
    }
}
