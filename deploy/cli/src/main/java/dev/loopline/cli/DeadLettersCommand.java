package dev.loopline.cli;

import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.text.Texts;
import dev.loopline.kit.deadletter.DeadLetter;
import dev.loopline.kit.deadletter.DeadLetterBox;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: records that a service could not process. */
@Command(name = "dead-letters", mixinStandardHelpOptions = true)
final class DeadLettersCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "list", mixinStandardHelpOptions = true)
    int list(@Mixin TargetMixin data, @Option(names = "--service", paramLabel = "NAME") @Nullable String service) {
        PrintWriter out = start();
        try (DeadLetterBox box = new DeadLetterBox(data.running().broker())) {
            List<DeadLetter> letters = box.read(services(service));
            letters.forEach(letter -> out.printf(
                    "%-18s %5d  %s  %-20s %s  %s%n",
                    letter.service(),
                    letter.number(),
                    letter.failedAt(),
                    letter.reason(),
                    letter.key(),
                    letter.message()));
            out.println(letters.isEmpty() ? Texts.text("dead.none") : Texts.text("dead.count", letters.size()));
        }
        return ExitCode.OK;
    }

    @Command(name = "show", mixinStandardHelpOptions = true)
    int show(
            @Mixin TargetMixin data,
            @Parameters(paramLabel = "SERVICE", descriptionKey = "service") String service,
            @Parameters(paramLabel = "NUMBER", descriptionKey = "number") long number) {
        PrintWriter out = start();
        try (DeadLetterBox box = new DeadLetterBox(data.running().broker())) {
            DeadLetter letter = find(box, service, number);
            out.println("key: " + letter.key());
            letter.record()
                    .headers()
                    .forEach(header -> out.println(header.key() + ": "
                            + (header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8))));
            byte[] body = letter.record().value();
            out.println();
            out.println(body == null ? withoutBody(letter) : new String(body, StandardCharsets.UTF_8));
        }
        return ExitCode.OK;
    }

    @Command(name = "retry", mixinStandardHelpOptions = true)
    int retry(
            @Mixin TargetMixin data,
            @Parameters(paramLabel = "SERVICE", descriptionKey = "service") String service,
            @Parameters(paramLabel = "NUMBER", arity = "0..1", descriptionKey = "number") @Nullable Long number)
            throws InterruptedException {
        PrintWriter out = start();
        boolean allSent = true;
        try (DeadLetterBox box = new DeadLetterBox(data.running().broker())) {
            List<DeadLetter> letters =
                    number == null ? box.read(services(service)) : List.of(find(box, service, number));
            for (DeadLetter letter : letters) {
                DeadLetterBox.Retry result = box.retry(letter);
                allSent &= result == DeadLetterBox.Retry.SENT || result == DeadLetterBox.Retry.SUPERSEDED;
                out.println(letter.number() + " " + letter.key() + ": " + words(result, letter));
            }
        }
        return allSent ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String words(DeadLetterBox.Retry result, DeadLetter letter) {
        return switch (result) {
            case SENT -> Texts.text("dead.sent", letter.sourceTopic());
            case SUPERSEDED -> Texts.text("dead.superseded");
            case NO_SOURCE -> Texts.text("dead.noSource");
            case NOT_KEPT -> Texts.text("dead.notKept");
        };
    }

    private static String withoutBody(DeadLetter letter) {
        return letter.isComplete()
                ? Texts.text("dead.noBody")
                : Texts.text("dead.large", letter.sourceTopic(), letter.sourcePartition(), letter.sourceOffset());
    }

    private PrintWriter start() {
        BrokerLog.silent();
        return spec.commandLine().getOut();
    }

    private static DeadLetter find(DeadLetterBox box, String service, long number) {
        return box.read(services(service)).stream()
                .filter(letter -> letter.number() == number)
                .findFirst()
                .orElseThrow(() -> new CommandException(Texts.text("dead.unknown", service, number)));
    }

    private static List<String> services(@Nullable String name) {
        if (name == null) {
            return Service.names();
        }
        Optional<Service> service = Service.named(name);
        String known = Texts.list(Service.names());
        return List.of(service.orElseThrow(() -> new IllegalArgumentException(Texts.text("dead.service", name, known)))
                .serviceName());
    }
}
