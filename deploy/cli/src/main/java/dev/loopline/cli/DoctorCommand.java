package dev.loopline.cli;

import dev.loopline.cli.doctor.Diagnosis;
import dev.loopline.cli.doctor.Diagnosis.Level;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: looks before a start at what usually is in its way. */
@Command(name = "doctor", mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    /** Width of the column of topics. */
    private static final int TOPICS = 9;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PatientMixin patient = new PatientMixin();

    @Override
    public Integer call() throws IOException, InterruptedException {
        BrokerLog.silent();
        PrintWriter out = spec.commandLine().getOut();
        List<Diagnosis> found = patient.examine();
        for (Diagnosis one : found) {
            out.println(Texts.text("doctor.line." + one.level(), Columns.padded(one.topic(), TOPICS), one.sentence()));
        }
        long troubles =
                found.stream().filter(one -> one.level() == Level.TROUBLE).count();
        out.println(troubles == 0 ? Texts.text("doctor.healthy") : Texts.text("doctor.troubles", troubles));
        return troubles == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
