package dev.loopline.samples;

import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Makes sample homes and plays live loops from the command line. */
@Command(
        name = "loopline-samples",
        mixinStandardHelpOptions = true,
        description = "Writes sample RD-Agent homes and plays RD-Agent loops.")
public final class Main {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter SESSION = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd_HH-mm-ss-SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Spec
    private @Nullable CommandSpec spec;

    /** Exits with 0, with 2 on bad input, or with 1 if the disk or the registry refuses. */
    public static void main(String[] args) {
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** The same without ending the process; one sentence on {@code err} where the exit code is not 0. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main());
        line.registerConverter(Duration.class, new Seconds());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(out);
        line.setErr(err);
        line.setParameterExceptionHandler((exception, arguments) -> {
            err.println(exception.getMessage() + " (see --help)");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            err.println(exception.getMessage());
            return exception instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.SOFTWARE;
        });
        return args.length == 0 ? line.execute("--help") : line.execute(args);
    }

    private enum Layouts {
        SEEDS,
        REGISTRY,
        SESSION,
        BOTH,
        MIXED
    }

    /** What both commands need to know. */
    private static final class HomeOptions {

        @Option(names = "--home", required = true, description = "Folder of the home; new or empty for `write`.")
        Path home = Path.of("");

        @Option(
                names = "--layout",
                defaultValue = "both",
                description = "seeds, registry, session or both; mixed for `write` only.")
        Layouts layout = Layouts.BOTH;

        @Option(names = "--seed", defaultValue = "1", description = "Same seed, same content.")
        long seed;

        @Option(names = "--model-bytes", defaultValue = "262144", description = "Size of each weight file.")
        int modelBytes;

        @Option(names = "--recorded-root", description = "How the registry spells the home.")
        @Nullable
        String recordedRoot;
    }

    @Command(name = "write", mixinStandardHelpOptions = true, description = "Writes a home with a history of loops.")
    int write(
            @Mixin HomeOptions options,
            @Option(names = "--loops", defaultValue = "30", description = "Loops with result (${DEFAULT-VALUE}).")
                    int loops,
            @Option(names = "--running", defaultValue = "0", description = "Further loops that are at work.")
                    int running,
            @Option(names = "--failed", defaultValue = "0", description = "Further loops that failed.") int failed,
            @Option(names = "--registry", defaultValue = "current", description = "current, v1 or none.")
                    RegistryKind registry) {
        SampleHomeBuilder builder = loops(SampleHome.builder(options.home), options.layout, loops)
                .seed(options.seed)
                .runningLoops(running)
                .failedLoops(failed)
                .modelBytes(options.modelBytes)
                .registry(registry);
        if (options.recordedRoot != null) {
            builder.recordedRoot(options.recordedRoot);
        }
        WrittenHome written = builder.write();
        out().printf(
                        Locale.ROOT,
                        "Wrote %d loops, %d with result, to %s%n",
                        written.loops().size() + written.runs().loops().size(),
                        written.withResult().size() + written.runs().carried().size(),
                        written.home().root());
        return ExitCode.OK;
    }

    private static SampleHomeBuilder loops(SampleHomeBuilder builder, Layouts layout, int loops) {
        return switch (layout) {
            case SEEDS -> builder.seedsLayoutLoops(loops);
            case REGISTRY -> builder.registryLoops(loops);
            case SESSION -> builder.sessionLoops(loops);
            case BOTH -> builder.seedsLayoutLoops(loops - loops / 2).registryLoops(loops / 2);
            case MIXED ->
                builder.seedsLayoutLoops(loops / 5)
                        .registryLoops(loops / 5)
                        .sessionLoops(loops / 10)
                        .mixedLoops(loops - 2 * (loops / 5) - loops / 10);
        };
    }

    @Command(name = "live", mixinStandardHelpOptions = true, description = "Lets loops begin, grow and finish.")
    int live(
            @Mixin HomeOptions options,
            @Option(names = "--every", defaultValue = "3s", description = "Time per loop: 3s, 500ms, 2m.")
                    Duration every,
            @Option(names = "--count", defaultValue = "10", description = "How many loops; 0 until stopped.") int count)
            throws InterruptedException {
        Path home = options.home;
        Layouts layout = options.layout;
        if (!Files.isDirectory(home)) {
            throw new IllegalArgumentException("There is no folder " + home + ": make a home with `write` first.");
        }
        if (layout == Layouts.MIXED) {
            throw new IllegalArgumentException("Live loops are of one layout or of both: leave mixed to `write`.");
        }
        if (count < 0) {
            throw new IllegalArgumentException("The number of loops is negative: give 0 or more.");
        }
        String seedsTask = SECOND.format(Instant.now());
        String sessionTask = SESSION.format(Instant.now());
        String registryTask = UUID.randomUUID().toString().replace("-", "");
        for (int i = 0; count == 0 || i < count; i++) {
            Layout next = layout == Layouts.BOTH ? Layout.values()[i % 2] : Layout.valueOf(layout.name());
            String task = switch (next) {
                case SEEDS -> seedsTask;
                case REGISTRY -> registryTask;
                case SESSION -> sessionTask;
            };
            LiveRunBuilder builder =
                    LiveRun.builder(home, next, task, i).seed(options.seed).modelBytes(options.modelBytes);
            if (options.recordedRoot != null) {
                builder.recordedRoot(options.recordedRoot);
            }
            play(builder.build(), every);
        }
        return ExitCode.OK;
    }

    private void play(LiveRun run, Duration every) throws InterruptedException {
        run.begin();
        long pause = every.toMillis() / (run.left() + 1);
        do {
            Thread.sleep(pause);
        } while (run.grow());
        Thread.sleep(pause);
        Instant finished = run.finish();
        WrittenLoop loop = run.describe();
        out().printf(
                        Locale.ROOT,
                        "%s finished %s (%s, Sharpe %.3f)%n",
                        finished,
                        loop.key(),
                        loop.action().wire(),
                        loop.sharpe());
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("Commands run through picocli only");
        }
        return spec.commandLine().getOut();
    }

    /** Reads {@code 3s}, {@code 500ms} and {@code 2m}. */
    private static final class Seconds implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m)");

        @Override
        public Duration convert(String value) {
            Matcher form = FORM.matcher(value);
            if (!form.matches()) {
                throw new TypeConversionException("'" + value + "' is no duration: write 3s, 500ms or 2m");
            }
            long number = Long.parseLong(form.group(1));
            return switch (form.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
        }
    }
}
