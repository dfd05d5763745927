package dev.loopline.cli;

import dev.loopline.cli.doctor.Patient;
import dev.loopline.cli.stack.BrokerAddress;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.Places;
import dev.loopline.cli.stack.PortPlan;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that {@code up} and {@code demo} share. */
final class StackMixin {

    private static final String PASSWORD_VARIABLE = "LOOPLINE_DB_PASSWORD";

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--bundlers", paramLabel = "N", defaultValue = "1")
    private int bundlers;

    @Option(names = "--port-offset", paramLabel = "N", defaultValue = "0")
    private int portOffset;

    @Mixin
    private PlacesMixin places = new PlacesMixin();

    @Option(names = "--jdbc-url", paramLabel = "URL")
    private @Nullable String jdbcUrl;

    @Option(names = "--db-user", paramLabel = "USER")
    private @Nullable String dbUser;

    @Option(names = "--kafka", paramLabel = "HOST:PORT")
    private @Nullable String kafka;

    @Option(names = "--kafka-config", paramLabel = "FILE", descriptionKey = "start.kafka-config")
    private @Nullable Path kafkaConfig;

    DataOption data() {
        return data;
    }

    /** Settings for a stack on this home, as far as these options decide them. */
    StackOptions.Builder builder(Path rdagentHome, DataFolder folder) {
        StackOptions.Builder builder = StackOptions.builder(InstallationFolder.locate(), rdagentHome, folder.root())
                .bundlers(bundlers)
                .ports(PortPlan.shifted(portOffset))
                .places(places.read(rdagentHome));
        if (jdbcUrl != null) {
            builder.database(externalDatabase(jdbcUrl));
        } else if (dbUser != null) {
            throw new IllegalArgumentException(Texts.text("database.user"));
        }
        broker().ifPresent(builder::kafka);
        return builder;
    }

    /** The user's own broker; empty for the embedded one. */
    private Optional<BrokerAddress> broker() {
        if (kafkaConfig != null) {
            return Optional.of(BrokerAddress.read(kafkaConfig, kafka == null ? "" : kafka));
        }
        return Optional.ofNullable(kafka).map(address -> BrokerAddress.external(address, System.getenv()));
    }

    /** What the doctor looks at: the settings that a start with these options would have. */
    Patient patient(@Nullable Path rdagentHome, @Nullable Path aistockHome) {
        boolean isThere = rdagentHome != null && Files.isDirectory(rdagentHome);
        return new Patient(
                Optional.ofNullable(rdagentHome).map(Path::toAbsolutePath),
                Optional.ofNullable(aistockHome).map(Path::toAbsolutePath),
                data.folder(),
                isThere ? places.read(rdagentHome) : Places.NONE,
                PortPlan.shifted(portOffset),
                broker().map(BrokerAddress::access),
                Optional.ofNullable(jdbcUrl).map(this::externalDatabase),
                System.getenv());
    }

    boolean isBrokerEmbedded() {
        return kafka == null && kafkaConfig == null;
    }

    boolean isDatabaseEmbedded() {
        return jdbcUrl == null;
    }

    private ExternalDatabase externalDatabase(String url) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(Texts.text("database.url", url));
        }
        if (dbUser == null) {
            throw new IllegalArgumentException(Texts.text("database.needs", PASSWORD_VARIABLE));
        }
        String password = System.getenv(PASSWORD_VARIABLE);
        if (password == null) {
            throw new IllegalArgumentException(Texts.text("database.password", dbUser, PASSWORD_VARIABLE));
        }
        return new ExternalDatabase(url, dbUser, password);
    }
}
