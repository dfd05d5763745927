package dev.loopline.watcher.request;

import java.util.List;

/**
 * A loop of a request whose metadata is complete, in the answer of {@code GET /api/backfills/{id}/backfilled}.
 *
 * @param position its place in the order in which the loops of the request came, from 1
 * @param taskRunId the task run
 * @param loopId the loop
 * @param workspaceId its experiment workspace
 * @param generated the metadata files, each with the section that AIstock's guide names
 */
public record BackfilledLoop(long position, String taskRunId, int loopId, String workspaceId, List<String> generated) {}
