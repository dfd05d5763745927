package dev.loopline.embedded;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The broker settings of one small machine: quick to start and stop, small in memory, nothing is ever thrown away by
 * age. Names and meanings: Kafka's broker configuration reference. Stateless.
 */
final class KafkaSettings {

    static final int NODE_ID = 1;
    static final String CLIENT_LISTENER = "CLIENT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final int EIGHT_MIB = 8 * 1024 * 1024;
    private static final int ONE_MIB = 1024 * 1024;
    private static final int FIVE_YEARS_IN_MINUTES = 5 * 365 * 24 * 60;

    private KafkaSettings() {}

    static Properties of(KafkaOptions options, KafkaAccess access, Path logFolder, int port, int controllerPort) {
        Properties settings = new Properties();
        address(settings, logFolder, port, controllerPort);
        access(settings, options, access);
        options.tls().ifPresent(tls -> tls(settings, tls));
        oneNode(settings);
        retention(settings);
        quickStartAndStop(settings);
        smallFootprint(settings);
        settings.putAll(options.settings());
        return settings;
    }

    private static void address(Properties settings, Path logFolder, int port, int controllerPort) {
        String client = CLIENT_LISTENER + "://" + LoopbackPort.HOST + ":" + port;
        String controller = CONTROLLER_LISTENER + "://" + LoopbackPort.HOST + ":" + controllerPort;
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@" + LoopbackPort.HOST + ":" + controllerPort);
        settings.put("listeners", client + "," + controller);
        settings.put("advertised.listeners", client + "," + controller);
        settings.put(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":SASL_PLAINTEXT," + CONTROLLER_LISTENER + ":SASL_PLAINTEXT");
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("log.dirs", logFolder.toString());
    }

    /** The controller speaks with this broker alone, by a password that never leaves this JVM. */
    private static void access(Properties settings, KafkaOptions options, KafkaAccess access) {
        String clients = "listener.name.client.";
        settings.put(clients + "sasl.enabled.mechanisms", KafkaAccess.MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", KafkaAccess.MECHANISM);
        settings.put(
                clients + "scram-sha-512.sasl.jaas.config",
                ClientCredential.with(access.jaasConfig(), options.users()));
        settings.put(clients + "scram-sha-512.sasl.server.callback.handler.class", ClientCredential.class.getName());
        String controller = "listener.name.controller.";
        String password = RandomPassword.make();
        settings.put(controller + "sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        settings.put(
                controller + "plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" password=\""
                        + password + "\" user_broker=\"" + password + "\";");
    }

    /** The broker is a client of itself, so it trusts the authority, too. */
    private static void tls(Properties settings, KafkaOptions.Tls tls) {
        settings.put(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":SASL_SSL," + CONTROLLER_LISTENER + ":SASL_PLAINTEXT");
        String clients = "listener.name.client.";
        settings.put(clients + "ssl.keystore.type", "PKCS12");
        settings.put(clients + "ssl.keystore.location", tls.keyStore().toString());
        settings.put(clients + "ssl.keystore.password", tls.password());
        settings.put(clients + "ssl.key.password", tls.password());
        settings.put(clients + "ssl.truststore.type", "PEM");
        settings.put(clients + "ssl.truststore.location", tls.authority().toString());
    }

    private static void oneNode(Properties settings) {
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", Integer.toString(EIGHT_MIB));
        settings.put("replica.fetch.max.bytes", Integer.toString(EIGHT_MIB));
    }

    /** Records and offsets stay; compaction alone makes room. What the disk has not yet got is at most 5 s old. */
    private static void retention(Properties settings) {
        settings.put("log.retention.ms", "-1");
        settings.put("log.retention.bytes", "-1");
        settings.put("offsets.retention.minutes", Integer.toString(FIVE_YEARS_IN_MINUTES));
        settings.put("log.flush.interval.ms", "5000");
        settings.put("log.flush.scheduler.interval.ms", "5000");
    }

    private static void quickStartAndStop(Properties settings) {
        settings.put("controlled.shutdown.enable", "true");
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("controller.quorum.election.timeout.ms", "200");
        settings.put("controller.quorum.election.backoff.max.ms", "100");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.recovery.threads.per.data.dir", "2");
    }

    private static void smallFootprint(Properties settings) {
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("group.coordinator.threads", "1");
        settings.put("share.coordinator.threads", "1");
        settings.put("log.cleaner.threads", "1");
        // 8 MiB hold the keys of 300,000 loops in one pass; Kafka's default is 128 MiB, reserved at the start.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(EIGHT_MIB));
        // Each open segment maps two index files of this size; 1 MiB serves half a gigabyte of log.
        settings.put("log.index.size.max.bytes", Integer.toString(ONE_MIB));
        settings.put("offsets.load.buffer.size", Integer.toString(ONE_MIB));
        // An idle controller writes a record every half second otherwise.
        settings.put("metadata.max.idle.interval.ms", "5000");
    }
}
