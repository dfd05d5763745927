package dev.loopline.samples.runs;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Runs whose parts lie in places of their own. */
final class PlaceScenes {

    /** How {@link Structure#ELSEWHERE} records its workspaces. */
    static final String OTHER_DRIVE = "E:\\agents\\spaces";

    /** Where they lie. */
    static final String OTHER_DRIVE_HERE = "spaces";

    private static final String LOG = "log/";

    private PlaceScenes() {}

    static void serverUi(Scene scene) {
        String name = "quiet-harbour-" + scene.number();
        String trace = "git_ignore_folder/traces/Finance Data Building/" + name;
        RunSettings run = scene.run(Generation.MAIN, RunKind.FACTOR).trace(trace);
        RunLoop loop = new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2)));
        scene.files().write("git_ignore_folder/traces/Finance Data Building/" + name + ".log", "started\n");
        scene.expect(scene.expected(loop).taskRunIds(Set.of(scene.time(), name, "Finance Data Building/" + name)));
    }

    static void noCheckout(Scene scene) {
        String later = LOG + "later of " + scene.time();
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_8, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1))));
        run.continueAs(scene.pid() + 9, later);
        RunLoop second = run.loop(LoopScript.factors(1, scene.factors(2)));
        scene.expect(scene.expected(second).taskRunIds(Set.of(scene.time(), "later of " + scene.time())));
    }

    static void nested(Scene scene) {
        String log = "log/spring tries/second week/" + scene.time();
        RunSettings run = RunSettings.of(Generation.V0_8, RunKind.FACTOR, log, scene.pid());
        scene.expect(new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2))));
    }

    static void named(Scene scene) {
        String log = LOG + "第" + scene.number() + "次 回测 with small caps";
        RunSettings run = RunSettings.of(Generation.MAIN, RunKind.FACTOR, log, scene.pid());
        scene.expect(new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2))));
    }

    static void shared(Scene scene) {
        String log = LOG + "the one folder " + scene.number();
        RunSettings first = RunSettings.of(Generation.MAIN, RunKind.FACTOR, log, scene.pid());
        RunLoop done = new RunWriter(scene.files(), first).loop(LoopScript.factors(0, scene.factors(2)));
        scene.files().pause(Duration.ofMinutes(20));
        List<RunFactor> never = scene.factors(1);
        new RunWriter(scene.files(), first.pid(scene.pid() + 11))
                .loop(LoopScript.factors(0, never).ending(Ending.LEFT_AFTER_CODING));
        scene.expect(scene.expected(done).states(State.CARRIED, State.AT_WORK));
        never.forEach(factor -> scene.noFactor(factor.name()));
    }

    static void otherWorkspaces(Scene scene) {
        RunSettings run = scene.run(Generation.MAIN, RunKind.FACTOR).workspaces("agent spaces", null);
        scene.expect(new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2))));
    }

    static void foreignPaths(Scene scene) {
        String root = scene.number() % 2 == 0 ? "/home/somebody/RD-Agent/" : "D:\\work\\RD-Agent\\";
        String usual = RunSettings.USUAL_WORKSPACES;
        String recorded = root + (root.startsWith("/") ? usual : usual.replace('/', '\\'));
        RunSettings run = scene.run(Generation.V0_8, RunKind.FACTOR)
                .workspaces(usual, recorded)
                .with(RunSettings.Way.COPIED_DATA);
        scene.expect(new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2))));
    }

    static void elsewhere(Scene scene) {
        RunSettings run = scene.run(Generation.MAIN, RunKind.FACTOR).workspaces(OTHER_DRIVE_HERE, OTHER_DRIVE);
        scene.expect(new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2))));
    }

    static void envPlaces(Scene scene) {
        scene.files().write(".env", """
                # where RD-Agent shall write
                LOG_TRACE_PATH="diary/all runs"
                export WORKSPACE_PATH=./desk
                CHAT_MODEL=gpt-4o
                """);
        RunSettings run = RunSettings.of(Generation.MAIN, RunKind.FACTOR, "diary/all runs", scene.pid())
                .workspaces("desk", null);
        scene.expect(new RunWriter(scene.files(), run).loop(LoopScript.factors(0, scene.factors(2))));
    }
}
