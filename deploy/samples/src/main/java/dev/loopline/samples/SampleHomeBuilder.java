package dev.loopline.samples;

import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.runs.RunHome;
import dev.loopline.samples.runs.Structure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings of a sample home. Not safe to share between threads. */
public final class SampleHomeBuilder {

    private static final int DEFAULT_MODEL_BYTES = 256 * 1024;

    private final RdAgentHome home;
    private long seed = 1;
    private int seedsLayoutLoops;
    private int registryLoops;
    private int sessionLoops;
    private int crashedLoops;
    private boolean sessionLogs;
    private int runningLoops;
    private int failedLoops;
    private int modelBytes = DEFAULT_MODEL_BYTES;
    private RegistryKind registry = RegistryKind.CURRENT;
    private @Nullable RecordedRoot recordedRoot;
    private String env = "";
    private final List<Structure> structures = new ArrayList<>();
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);

    SampleHomeBuilder(Path home) {
        this.home = new RdAgentHome(home);
    }

    /** Source of all that is random; 1 unless set. */
    public SampleHomeBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** How many loops with result lie in {@code log/<task run>/workspace_<id>}; 0 unless set. */
    public SampleHomeBuilder seedsLayoutLoops(int count) {
        seedsLayoutLoops = counted("loops", count);
        return this;
    }

    /** How many loops with result lie in {@code git_ignore_folder/RD-Agent_workspace}; 0 unless set. */
    public SampleHomeBuilder registryLoops(int count) {
        registryLoops = counted("loops", count);
        return this;
    }

    /**
     * How many loops with result plain RD-Agent left: session logs in {@code log/<time>}, workspaces in {@code
     * git_ignore_folder/RD-Agent_workspace}, no rows, no metadata files; 0 unless set.
     */
    public SampleHomeBuilder sessionLoops(int count) {
        sessionLoops = counted("loops", count);
        return this;
    }

    /** How many loops more plain RD-Agent left half done, each in a session that was aborted; 0 unless set. */
    public SampleHomeBuilder crashedLoops(int count) {
        crashedLoops = counted("crashed loops", count);
        return this;
    }

    /** Adds runs of plain RD-Agent of one kind each, in this order; a kind may be given several times. */
    public SampleHomeBuilder structures(Structure... wanted) {
        Collections.addAll(structures, wanted);
        return this;
    }

    /** Adds loops of plain RD-Agent, spread over all generations and structures that can share a home. */
    public SampleHomeBuilder mixedLoops(int count) {
        structures.addAll(RunHome.mixture(counted("mixed loops", count)));
        return this;
    }

    /** The loops of the other layouts get session logs as well. */
    public SampleHomeBuilder sessionLogs() {
        sessionLogs = true;
        return this;
    }

    /** How many loops more are at work, over all layouts in use; 0 unless set. */
    public SampleHomeBuilder runningLoops(int count) {
        runningLoops = counted("running loops", count);
        return this;
    }

    /** How many loops more ended without result, over all layouts in use; 0 unless set. */
    public SampleHomeBuilder failedLoops(int count) {
        failedLoops = counted("failed loops", count);
        return this;
    }

    /** Size of each weight file in bytes; 256 KiB unless set. */
    public SampleHomeBuilder modelBytes(int bytes) {
        modelBytes = counted("model bytes", bytes);
        return this;
    }

    /** Which registry the home has; {@code CURRENT} unless set. Without one each workspace names its loop itself. */
    public SampleHomeBuilder registry(RegistryKind kind) {
        registry = kind;
        return this;
    }

    /** How recorded paths spell the home, for example {@code F:/Dev/RD-Agent-main}; its true path unless set. */
    public SampleHomeBuilder recordedRoot(String root) {
        recordedRoot = new RecordedRoot(root);
        return this;
    }

    /** Text of the home's {@code .env}; no such file unless set. */
    public SampleHomeBuilder env(String text) {
        env = text;
        return this;
    }

    /** Adds one loop for each flaw. */
    public SampleHomeBuilder flaws(Flaw... wanted) {
        Collections.addAll(flaws, wanted);
        return this;
    }

    /**
     * Writes the home.
     *
     * @return what was written
     * @throws IllegalArgumentException if the settings contradict each other or the folder already holds an RD-Agent home;
     *     nothing is written then
     * @throws java.io.UncheckedIOException if the disk refuses
     */
    public WrittenHome write() {
        check();
        return new SampleHome(this, home, recordedRoot == null ? RecordedRoot.of(home) : recordedRoot).write();
    }

    long seed() {
        return seed;
    }

    int modelBytes() {
        return modelBytes;
    }

    RegistryKind registry() {
        return registry;
    }

    String env() {
        return env;
    }

    List<Structure> structures() {
        return structures;
    }

    Set<Flaw> flaws() {
        return flaws;
    }

    /** The outcomes of one layout's loops in order: failed ones spread among the others, running ones last. */
    List<Outcome> outcomes(Layout layout) {
        int loops = loops(layout);
        List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(loops, Outcome.SUCCESS));
        int failed = share(layout, failedLoops);
        for (int i = 0; i < failed; i++) {
            outcomes.add((i + 1) * outcomes.size() / (failed + 1), Outcome.FAILED);
        }
        outcomes.addAll(Collections.nCopies(share(layout, runningLoops), Outcome.RUNNING));
        return outcomes;
    }

    int crashedLoops() {
        return crashedLoops;
    }

    boolean withSessionLogs() {
        return sessionLogs;
    }

    private int loops(Layout layout) {
        return switch (layout) {
            case SEEDS -> seedsLayoutLoops;
            case REGISTRY -> registryLoops;
            case SESSION -> sessionLoops;
        };
    }

    /** Equal parts for the layouts in use, the rest for the first of them; the layout of the seeds if none is. */
    private int share(Layout layout, int count) {
        List<Layout> used =
                Stream.of(Layout.values()).filter(one -> loops(one) > 0).toList();
        if (!used.contains(layout)) {
            return used.isEmpty() && layout == Layout.SEEDS ? count : 0;
        }
        int rest = used.get(0) == layout ? count % used.size() : 0;
        return count / used.size() + rest;
    }

    private void check() {
        if (Files.exists(home.root()) && !Files.isDirectory(home.root())) {
            throw new IllegalArgumentException(home.root() + " is not a folder: choose another place for the home.");
        }
        if (Stream.of(home.log(), home.workspaces(), home.registry().getParent())
                .anyMatch(Files::exists)) {
            throw new IllegalArgumentException(
                    home.root() + " already holds an RD-Agent home: choose a folder that is new or empty.");
        }
        if (structures.size() > 1 && structures.stream().anyMatch(Structure::alone)) {
            throw new IllegalArgumentException("A structure that must be alone in its home was combined with others.");
        }
        if (registry == RegistryKind.NONE && flaws.stream().anyMatch(Flaw::needsRegistry)) {
            throw new IllegalArgumentException("A home without registry cannot have a flaw in a registry row.");
        }
    }

    private static int counted(String what, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("The number of " + what + " is negative: give 0 or more.");
        }
        return count;
    }
}
