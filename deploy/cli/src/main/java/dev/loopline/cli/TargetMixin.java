package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.BrokerAddress;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which running Loopline a command is about: the one of a data folder on this machine, or one anywhere whose addresses stand in a
 * file or behind a URL.
 */
final class TargetMixin {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--endpoints", paramLabel = "FILE|URL")
    private @Nullable String endpoints;

    @Option(names = "--kafka-config", paramLabel = "FILE")
    private @Nullable Path kafkaConfig;

    @Option(names = "--token-file", paramLabel = "FILE")
    private void tokenFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(Texts.text("target.token.file", file));
        }
        ServiceCalls.useTokenFile(file);
    }

    /** Where it listens. */
    Endpoints running() {
        Endpoints found = endpoints == null ? data.running() : Endpoints.of(read(endpoints), endpoints);
        return kafkaConfig == null
                ? found
                : found.withBroker(BrokerAddress.read(kafkaConfig, found.bootstrapServers()));
    }

    private static JsonNode read(String place) {
        try {
            return place.matches("https?://.*")
                    ? new ServiceCalls().get(place)
                    : Json.mapper().readTree(Files.readString(Path.of(place)));
        } catch (IOException e) {
            throw new CommandException(Texts.text("target.endpoints.unreadable", place, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(Texts.text("target.endpoints.unreadable", place, e), e);
        }
    }
}
