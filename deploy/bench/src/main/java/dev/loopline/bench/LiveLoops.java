package dev.loopline.bench;

import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.event.EventType;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets loops finish, one after the other, and measures each from just before RD-Agent's last commit to the moment at which
 * another connection sees its row in PostgreSQL, in total and by stage.
 */
final class LiveLoops {

    private final Endpoints endpoints;
    private final Path home;
    private final int modelBytes;

    LiveLoops(Endpoints endpoints, Path home, int modelBytes) {
        this.endpoints = endpoints;
        this.home = home;
        this.modelBytes = modelBytes;
    }

    /**
     * @param total from the completion evidence to the committed rows
     * @param stages the same, split; in the order of the pipeline
     * @param meanRecordBytes mean size of an event
     */
    record Result(Distribution total, Map<String, Distribution> stages, int meanRecordBytes) {}

    Result run(String taskRunId, int warmUp, int count) throws SQLException, InterruptedException {
        Result result = new Result(new Distribution(), stages(), 0);
        int meanBytes;
        try (StageClock clock = new StageClock(endpoints.broker());
                AistockRows rows = new AistockRows(endpoints)) {
            for (int loop = 0; loop < warmUp + count; loop++) {
                LiveRun run = finishing(taskRunId, loop);
                Instant evidence = run.finish();
                clock.awaitSent(EventType.CATALOG_UPDATED, taskRunId + "/" + loop);
                Instant visible = rows.awaitLoop(taskRunId, loop);
                if (loop >= warmUp) {
                    result.total().add(Duration.between(evidence, visible));
                    split(result.stages(), clock, taskRunId + "/" + loop, evidence, visible);
                }
            }
            meanBytes = clock.meanBytes();
        }
        return new Result(result.total(), result.stages(), meanBytes);
    }

    private LiveRun finishing(String taskRunId, int loop) {
        LiveRun run = LiveRun.builder(home, Layout.REGISTRY, taskRunId, loop)
                .seed(loop)
                .modelBytes(modelBytes)
                .build();
        run.begin();
        boolean more = true;
        while (more) {
            more = run.grow();
        }
        return run;
    }

    private static Map<String, Distribution> stages() {
        Map<String, Distribution> stages = new LinkedHashMap<>();
        stages.put("evidence  -> registered", new Distribution());
        stages.put("registered -> backfilled", new Distribution());
        stages.put("backfilled -> bundled", new Distribution());
        stages.put("bundled    -> catalogued", new Distribution());
        stages.put("catalogued -> visible", new Distribution());
        return stages;
    }

    private static void split(
            Map<String, Distribution> stages, StageClock clock, String key, Instant evidence, Instant visible) {
        EventType[] types = {
            EventType.WORKSPACE_REGISTERED,
            EventType.LOOP_BACKFILLED,
            EventType.BUNDLE_CREATED,
            EventType.CATALOG_UPDATED
        };
        Instant from = evidence;
        var stage = stages.values().iterator();
        for (EventType type : types) {
            @Nullable Instant sent = clock.sentAt(type, key);
            Instant to = sent == null ? from : sent;
            stage.next().add(Duration.between(from, to));
            from = to;
        }
        stage.next().add(Duration.between(from, visible));
    }
}
