package dev.loopline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.cli.doctor.Diagnosis;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.status.StatusReader;
import dev.loopline.cli.support.SupportBundle;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code support-bundle}: collects logs, versions, status and settings for a person who is asked for help. */
@Command(name = "support-bundle", mixinStandardHelpOptions = true)
final class SupportBundleCommand implements Callable<Integer> {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PatientMixin patient = new PatientMixin();

    @Option(names = "--to", paramLabel = "FILE")
    private @Nullable Path to;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BrokerLog.silent();
        DataFolder data = patient.data();
        Path file = to != null ? to : Path.of("loopline-support-" + STAMP.format(LocalDateTime.now()) + ".zip");
        if (Files.exists(file)) {
            throw new IllegalArgumentException(Texts.text("support.exists", file));
        }
        SupportBundle bundle = new SupportBundle(data, System.getenv());
        bundle.add("versions.txt", versions());
        bundle.add(
                "doctor.txt", orFailure(() -> lines(patient.examine().stream().map(Diagnosis::toString))));
        bundle.add("status.json", orFailure(() -> inEnglish(() -> status(data))));
        bundle.write(file);
        spec.commandLine().getOut().println(Texts.text("support.written", file.toAbsolutePath()));
        return ExitCode.OK;
    }

    /** What cannot be looked up is what the bundle is for: then it says why. */
    private static String orFailure(Callable<String> look) throws InterruptedException {
        try {
            return look.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Texts.text("support.failed", e) + "\n";
        }
    }

    /** As with {@code --json}: what programs may read as well is the same in every language. */
    private static String inEnglish(Callable<String> look) throws Exception {
        Texts.Language spoken = Texts.language();
        Texts.choose(Texts.Language.EN);
        try {
            return look.call();
        } finally {
            Texts.choose(spoken);
        }
    }

    private static String lines(Stream<String> lines) {
        return lines.collect(Collectors.joining("\n", "", "\n"));
    }

    private String versions() {
        String[] version = spec.root().version();
        return lines(Stream.concat(
                Stream.of(version),
                Stream.of(
                                "java.vendor",
                                "java.vm.version",
                                "java.home",
                                "os.name",
                                "os.version",
                                "os.arch",
                                "user.language",
                                "file.encoding")
                        .map(name -> name + " " + System.getProperty(name))));
    }

    /** The status as {@code status --json} gives it; where nothing runs, that. */
    private static String status(DataFolder data) throws IOException {
        Optional<Endpoints> endpoints = Endpoints.read(data.endpointsFile());
        ObjectMapper mapper = Json.mapper();
        return endpoints.isEmpty()
                ? mapper.writeValueAsString(Texts.text("support.idle", data))
                : mapper.writerWithDefaultPrettyPrinter().writeValueAsString(new StatusReader(endpoints.get()).read());
    }
}
