package dev.loopline.cli;

import dev.loopline.cli.doctor.Diagnosis;
import dev.loopline.cli.doctor.Examination;
import dev.loopline.cli.doctor.Limits;
import dev.loopline.cli.doctor.Machine;
import dev.loopline.cli.stack.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a start that is only looked at, which {@code doctor} and {@code support-bundle} share. */
final class PatientMixin {

    @Mixin
    private StackMixin stack = new StackMixin();

    @Option(names = "--rdagent-home", paramLabel = "DIR")
    private @Nullable Path rdagentHome;

    @Option(names = "--aistock-home", paramLabel = "DIR")
    private @Nullable Path aistockHome;

    DataFolder data() {
        return stack.data().folder();
    }

    /** Looks at this machine with the settings that a start with these options would have. */
    List<Diagnosis> examine() throws IOException, InterruptedException {
        return new Examination(Machine.ours(), Limits.MEASURED, Clock.systemUTC())
                .of(stack.patient(rdagentHome, aistockHome));
    }
}
