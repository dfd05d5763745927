package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.progress.Bar;
import dev.loopline.cli.replay.Stage;
import dev.loopline.cli.replay.TopicReplay;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.RecordHeaders;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code replay}: a topic and all behind it, once more. */
@Command(name = "replay", mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Mixin
    private LoopScope scope = new LoopScope();

    @Option(names = "--stage", required = true, paramLabel = "STAGE")
    private String stage = "";

    @Option(names = "--dry-run")
    private boolean dryRun;

    private final EventCodec codec = new EventCodec();

    @Override
    public Integer call() throws InterruptedException {
        scope.check();
        Stage from = Stage.parse(stage);
        if (scope.hasTimes() && from.type() == EventType.LOOP_IMPORTED) {
            throw new IllegalArgumentException(Texts.text("replay.days"));
        }
        Endpoints endpoints = data.running();
        BrokerLog.silent();
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        try {
            // The catalogs number what they say, so only the service itself can say it again.
            boolean any = from.type() == EventType.CATALOG_UPDATED
                    ? announce(endpoints, terminal)
                    : replay(from, endpoints, terminal)
                            && (from.type() == EventType.LOOP_IMPORTED || announce(endpoints, terminal));
            return any ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException e) {
            throw new CommandException(Texts.text("replay.silent", e.getMessage()), e);
        }
    }

    private boolean replay(Stage from, Endpoints endpoints, Terminal terminal) throws InterruptedException {
        try (TopicReplay topic = new TopicReplay(endpoints.broker(), from.type().topic())) {
            terminal.progress(Texts.text("replay.looking", from.type().topic()));
            TopicReplay.Newest newest = topic.find(record -> isInScope(record, from.type()));
            if (newest.size() == 0 || dryRun) {
                terminal.done(Texts.text(dryRun ? "replay.would" : "replay.are", newest.size(), from.name()));
                return newest.size() > 0;
            }
            long again = topic.send(
                    newest,
                    sent -> terminal.progress(Bar.line(sent, newest.size(), Texts.text("bar.loopsOf", from.name()))));
            terminal.done(
                    again == 0
                            ? Texts.text("replay.done", newest.size(), from.name())
                            : Texts.text("replay.done.newer", newest.size(), from.name(), again));
            return true;
        }
    }

    private boolean isInScope(ConsumerRecord<byte[], byte[]> record, EventType type) {
        boolean meant = TopicReplay.key(record).filter(scope::mayHold).isPresent();
        return meant
                && (!scope.hasTimes()
                        || finishedAt(record, type).filter(scope::holds).isPresent());
    }

    /** Empty for a tombstone and for what cannot be read: neither says when its loop finished. */
    private Optional<Instant> finishedAt(ConsumerRecord<byte[], byte[]> record, EventType type) {
        return codec.decode(type, type.payload(), RecordHeaders.of(record), record.key(), record.value())
                .match(ReplayCommand::finishedAt, tombstone -> Optional.empty(), unreadable -> Optional.empty());
    }

    private static Optional<Instant> finishedAt(LoopEvent event) {
        if (event instanceof WorkspaceRegistered registered) {
            return Optional.of(registered.loop().finishedAt());
        }
        if (event instanceof LoopBackfilled backfilled) {
            return Optional.of(backfilled.loop().finishedAt());
        }
        if (event instanceof BundleCreated bundled) {
            return Optional.of(bundled.backfilled().loop().finishedAt());
        }
        return event instanceof CatalogUpdated updated
                ? Optional.of(updated.loop().finishedAt())
                : Optional.empty();
    }

    private boolean announce(Endpoints endpoints, Terminal terminal) throws IOException, InterruptedException {
        if (dryRun) {
            terminal.done(Texts.text("replay.announce.would"));
            return true;
        }
        ObjectNode body = Json.mapper().createObjectNode();
        scope.addTo(body);
        JsonNode answer =
                new ServiceCalls().post(endpoints.catalogServiceUrl() + "/api/catalogs/announce", body.toString());
        long loops = answer.path("announced").asLong();
        terminal.done(Texts.text("replay.announced", loops));
        return loops > 0;
    }
}
