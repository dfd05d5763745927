package dev.loopline.importer.read;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Which factors are wanted.
 *
 * @param excludeSource sources that are not wanted, with commas between them
 */
public record FactorFilter(
        @QueryParam("q") @Nullable String text,
        @QueryParam("source") @Nullable String source,
        @QueryParam("exclude_source") @Nullable String excludeSource,
        @QueryParam("source_task_id") @Nullable String sourceTaskId,
        @QueryParam("task_run_id") @Nullable String taskRunId,
        @QueryParam("loop_id") @Nullable String loopId,
        @QueryParam("region") @Nullable String region,
        @QueryParam("tag") @Nullable String tag,
        @QueryParam("factor_type") @Nullable String factorType,
        @QueryParam("data_source") @Nullable String dataSource,
        @QueryParam("node_id") @Nullable String nodeId) {

    public Where where() {
        return Where.ALL
                .search("t.factor_name, t.name, t.expression, t.description_cn", text)
                .equal("t.source", source)
                .given("t.source <> ALL (string_to_array(?, ','))", excludeSource)
                .equal("t.source_task_id", sourceTaskId)
                .equal("t.task_run_id", taskRunId)
                .number("loop_id", loopId)
                .equal("t.region", region)
                .given("t.tags @> jsonb_build_array(?::text)", tag)
                .equal("t.factor_type", factorType)
                .equal("t.data_source", dataSource)
                .equal("t.node_id", nodeId);
    }
}
