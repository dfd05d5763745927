package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.PyObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Plays one run of RD-Agent, loop after loop, and writes what it leaves, in RD-Agent's order. Used by one thread.
 */
final class RunWriter {

    private static final String SOURCE_DATA = "git_ignore_folder/factor_implementation_source_data/";

    private final RunSettings run;
    private final RunLog log;
    private final ExperimentFolders folders;
    private final RunContext context;

    RunWriter(HomeFiles files, RunSettings run) {
        this.run = run;
        this.log = new RunLog(files, run);
        this.folders = new ExperimentFolders(files, run);
        this.context = new RunContext(
                files,
                run,
                log,
                new RunObjects(run.generation(), run.kind()),
                new LoopState(run, log),
                folders,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        files.write(SOURCE_DATA + "daily_pv.h5", Made.hdf("prices", 4_000));
        files.write(SOURCE_DATA + "README.md", "daily_pv.h5 holds prices and volumes of each day.\n");
        begin();
    }

    private void begin() {
        String above = run.generation().shortTags() ? "init/" : "";
        log.object(
                above + "scenario",
                PyObject.of(
                        RunObjects.SCENARIOS + "experiment.factor_experiment",
                        run.kind().scenario()),
                false);
        if (run.generation().recordsApart() && run.kind() != RunKind.QUANT) {
            log.object("RDLOOP_SETTINGS", Map.of("evolving_n", 8), false);
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("workspace_path", folders.recorded("").replaceAll("[/\\\\]$", ""));
            settings.put("step_semaphore", 1);
            log.object("RD_AGENT_SETTINGS", settings, false);
        }
    }

    /** Another process goes on with the run; its trace may be written to another folder. */
    void continueAs(int process, String trace) {
        log.continueAs(process, trace);
    }

    /** Plays a loop. */
    RunLoop loop(LoopScript script) {
        LoopPlay play = new LoopPlay(context, script);
        play.idea();
        if (script.ending() != Ending.LEFT_AFTER_IDEA) {
            play.coding();
        }
        if (!play.over(Ending.LEFT_AFTER_CODING)) {
            play.running();
        }
        if (!play.over(Ending.LEFT_AFTER_RUNNING)) {
            play.feedback();
        }
        return play.written();
    }
}
