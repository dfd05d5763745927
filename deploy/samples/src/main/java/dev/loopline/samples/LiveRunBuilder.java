package dev.loopline.samples;

import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.LoopPlanner;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.registry.RegistryKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Settings of a live run. Not safe to share between threads. */
public final class LiveRunBuilder {

    private static final int DEFAULT_MODEL_BYTES = 256 * 1024;

    private final RdAgentHome home;
    private final Layout layout;
    private final String taskRunId;
    private final int loopId;
    private long seed = 1;
    private int modelBytes = DEFAULT_MODEL_BYTES;
    private RegistryKind registry;
    private RecordedRoot root;
    private Clock clock = Clock.systemUTC();

    LiveRunBuilder(Path home, Layout layout, String taskRunId, int loopId) {
        this.home = new RdAgentHome(home);
        this.layout = layout;
        this.taskRunId = taskRunId;
        this.loopId = loopId;
        this.root = RecordedRoot.of(this.home);
        boolean hasRegistry = Files.exists(this.home.registry());
        this.registry = hasRegistry || layout == Layout.REGISTRY ? RegistryKind.CURRENT : RegistryKind.NONE;
    }

    /** Source of all that is random; together with task run and loop it decides the content. 1 unless set. */
    public LiveRunBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Size of the weight file in bytes; 256 KiB unless set. */
    public LiveRunBuilder modelBytes(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The number of model bytes is negative: give 0 or more.");
        }
        modelBytes = bytes;
        return this;
    }

    /**
     * Which tables the registry has, or that there is none. Unless set: a registry that exists is used, and the layout
     * {@code REGISTRY} creates one.
     */
    public LiveRunBuilder registry(RegistryKind kind) {
        registry = kind;
        return this;
    }

    /** How recorded paths spell the home; its true path unless set. */
    public LiveRunBuilder recordedRoot(String value) {
        root = new RecordedRoot(value);
        return this;
    }

    /** What the run takes its times from; the system's clock unless set. */
    public LiveRunBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** The run, of which nothing is written yet. */
    public LiveRun build() {
        LoopPlanner planner = new LoopPlanner(seed, registry != RegistryKind.NONE, modelBytes);
        return new LiveRun(
                home,
                root,
                LiveRun.registry(home, registry, root),
                clock,
                planner.live(layout, taskRunId, loopId, clock.instant()));
    }
}
