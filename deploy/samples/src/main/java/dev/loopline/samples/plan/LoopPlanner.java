package dev.loopline.samples.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Invents loops. A loop depends on the seed, its layout, its position and its wanted outcome only. Safe to share between
 * threads.
 */
public final class LoopPlanner {

    private static final int SEEDS_LOOPS_PER_TASK = 5;
    private static final int REGISTRY_LOOPS_PER_TASK = 8;
    private static final int GUARANTEED = 12;
    private static final int LIVE_FROM = 1_000_000;
    private static final Instant FIRST_DAY = Instant.parse("2025-01-07T01:30:00Z");
    private static final Duration LOOP_TIME = Duration.ofMinutes(20);
    private static final int CRASHED_FROM = 2_000;
    private static final DateTimeFormatter SESSION_NAME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd_HH-mm-ss-SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final long seed;
    private final boolean registry;
    private final int modelBytes;

    /**
     * @param seed source of all that is random
     * @param registry whether rows say which loop owns a workspace; otherwise {@code workspace_meta.json} does
     * @param modelBytes size of each weight file
     */
    public LoopPlanner(long seed, boolean registry, int modelBytes) {
        this.seed = seed;
        this.registry = registry;
        this.modelBytes = modelBytes;
    }

    /** The loop at a position of the history. Positions of one layout are filled without gaps, whatever the outcomes. */
    public LoopPlan history(Layout layout, int index, Outcome outcome) {
        int perTask = layout == Layout.SEEDS ? SEEDS_LOOPS_PER_TASK : REGISTRY_LOOPS_PER_TASK;
        int task = index / perTask;
        int loopId = index % perTask + (layout == Layout.SEEDS ? 1 : 0);
        Instant taskStart = FIRST_DAY.plus(Duration.ofHours(3L * task));
        SplittableRandom random = new SplittableRandom(mix(layout, index));
        String taskRunId = switch (layout) {
            case SEEDS -> seedsTask(task, taskStart);
            case REGISTRY -> hex(new SplittableRandom(mix(layout, -1 - task)));
            case SESSION -> SESSION_NAME.format(taskStart);
        };
        Instant startedAt = taskStart.plus(LOOP_TIME.multipliedBy(index % perTask));
        LoopPlan loop = plan(new Slot(layout, taskRunId, loopId, index, startedAt), outcome, Set.of(), random);
        return layout == Layout.SESSION ? loop.plain() : loop;
    }

    /** A loop of plain RD-Agent whose process died in the middle; each has a session of its own. */
    public LoopPlan crashed(int index) {
        int position = (CRASHED_FROM + index) * REGISTRY_LOOPS_PER_TASK;
        return history(Layout.SESSION, position, Outcome.CRASHED);
    }

    /** The name that RD-Agent gives to the session of a loop's task run: the time at which it began, just before its loops. */
    static String sessionName(LoopPlan loop) {
        Instant firstLoop = loop.startedAt().minus(LOOP_TIME.multipliedBy(loop.loopId()));
        return SESSION_NAME.format(firstLoop.minusSeconds(7));
    }

    /** A loop of its own that has one flaw. */
    public LoopPlan flawed(Flaw flaw) {
        SplittableRandom random = new SplittableRandom(mix(flaw.layout(), -1_000_000 - flaw.ordinal()));
        String taskRunId = flaw.layout() == Layout.SEEDS ? "20250106_90" + flaw.ordinal() : hex(random);
        Slot slot = new Slot(
                flaw.layout(),
                taskRunId,
                flaw.layout() == Layout.SEEDS ? 1 : 0,
                900_000 + 3 * flaw.ordinal(),
                FIRST_DAY.minus(Duration.ofHours(10 - flaw.ordinal())));
        return plan(slot, Outcome.SUCCESS, Set.of(flaw), random);
    }

    /** A loop that starts now. Without registry it ends with {@code feedback.json}. */
    public LoopPlan live(Layout layout, String taskRunId, int loopId, Instant now) {
        SplittableRandom random = new SplittableRandom(mix(layout, taskRunId.hashCode() * 31 + loopId));
        int index = 3 * (LIVE_FROM + random.nextInt(LIVE_FROM)) + loopId % 3;
        return plan(new Slot(layout, taskRunId, loopId, index, now), Outcome.SUCCESS, Set.of(), random)
                .liveWith(registry);
    }

    /** Where and when a loop begins. */
    private record Slot(Layout layout, String taskRunId, int loopId, int index, Instant startedAt) {}

    private LoopPlan plan(Slot slot, Outcome outcome, Set<Flaw> flaws, SplittableRandom random) {
        int index = slot.index();
        Action action = index % 3 == 2 ? Action.MODEL : Action.FACTOR;
        int factorIndex = index / 3 * 2 + index % 3;
        boolean guaranteed = action == Action.FACTOR && factorIndex < GUARANTEED;
        List<Factor> factors = new ArrayList<>(factors(action, guaranteed ? factorIndex : -1, random));
        if (flaws.contains(Flaw.ODD_NAMES)) {
            factors.set(0, factors.get(0).named("动量 因子_10D"));
        }
        Traits traits = traits(outcome, flaws, guaranteed, random);
        List<WorkspacePlan> workspaces = slot.layout() == Layout.SEEDS
                ? List.of(seedsWorkspace(slot.taskRunId(), index, flaws))
                : registryWorkspaces(action, factors.size(), random);
        return new LoopPlan(
                slot.layout(),
                slot.taskRunId(),
                slot.loopId(),
                action,
                traits,
                factors,
                Backtest.plausible(random),
                workspaces,
                slot.startedAt(),
                slot.startedAt().plus(Duration.ofMinutes(17).plusNanos(random.nextInt(1_000_000) * 1_000L)),
                modelBytes,
                random.nextLong());
    }

    private Traits traits(Outcome outcome, Set<Flaw> flaws, boolean guaranteed, SplittableRandom random) {
        boolean done = outcome == Outcome.SUCCESS;
        boolean accepted = random.nextBoolean();
        boolean feedback = random.nextInt(3) != 0;
        boolean older = random.nextInt(4) == 0;
        boolean wantsMetadata = guaranteed || flaws.contains(Flaw.TRUNCATED_JSON) || flaws.contains(Flaw.BARE_NAN);
        return new Traits(
                outcome,
                done && accepted,
                switch (outcome) {
                    case SUCCESS -> feedback || wantsMetadata || older;
                    case FAILED -> !registry || feedback;
                    case RUNNING, CRASHED -> false;
                },
                done && (older || wantsMetadata),
                random.nextInt(3) == 0,
                !registry,
                done && (flaws.contains(Flaw.MISSING_WORKSPACE) || random.nextInt(4) != 0),
                false,
                flaws);
    }

    /** The first factor loops show what a merge of factors has to cope with; later ones draw freely. */
    private static List<Factor> factors(Action action, int guaranteedIndex, SplittableRandom random) {
        Stream<Factor> first = switch (guaranteedIndex < 0 ? 2 : guaranteedIndex % 6) {
            case 0, 3 -> Stream.of(FactorIdeas.recurring());
            case 1 -> Stream.of(FactorIdeas.sameName(false));
            case 5 -> Stream.of(FactorIdeas.sameName(true));
            default -> Stream.of(FactorIdeas.any(random));
        };
        int more = action == Action.MODEL && random.nextBoolean() ? -1 : random.nextInt(3);
        if (more < 0) {
            return List.of();
        }
        List<Factor> all = new ArrayList<>(first.toList());
        for (int i = 0; i < more; i++) {
            Factor factor = FactorIdeas.any(random);
            if (all.stream().noneMatch(known -> known.name().equals(factor.name()))) {
                all.add(factor);
            }
        }
        return all;
    }

    private static WorkspacePlan seedsWorkspace(String taskRunId, int index, Set<Flaw> flaws) {
        String id = flaws.contains(Flaw.ODD_NAMES) ? "ws 回测 01" : "ws_" + (12_345 + index);
        return new WorkspacePlan(id, "log/" + taskRunId + "/workspace_" + id, Role.EXPERIMENT, 0);
    }

    private static List<WorkspacePlan> registryWorkspaces(Action action, int factors, SplittableRandom random) {
        List<WorkspacePlan> workspaces = new ArrayList<>();
        int subs = action == Action.MODEL ? 1 : factors;
        for (int i = -1; i < subs; i++) {
            String id = hex(random);
            String folder = RdAgentHome.WORKSPACES + "/" + id;
            workspaces.add(new WorkspacePlan(id, folder, i < 0 ? Role.EXPERIMENT : Role.SUB, Math.max(i, 0)));
        }
        return workspaces;
    }

    private static String seedsTask(int task, Instant taskStart) {
        return "%s_%03d".formatted(DAY.format(taskStart), task % 8 + 1);
    }

    /** A version 4 UUID in 32 hex digits, drawn from the given source. */
    public static String hex(SplittableRandom random) {
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        long low = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return "%016x%016x".formatted(high, low);
    }

    private long mix(Layout layout, int number) {
        return new SplittableRandom(seed * 1_000_003 + layout.ordinal() * 7_919L + number * 104_729L).nextLong();
    }
}
