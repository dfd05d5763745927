package dev.loopline.backfill.mlflow;

import java.util.List;
import java.util.Map;

/**
 * A run as a store describes it.
 *
 * @param id as the store names it
 * @param place how notes name it
 * @param finished whether it ended as it should
 * @param endTimeMillis since 1970; 0 if the store does not say
 * @param artifacts folders that may hold what the run left, relative to the workspace, the likeliest first
 * @param params what it was started with: flattened key to text
 */
record StoredRun(
        String id,
        String place,
        boolean finished,
        long endTimeMillis,
        List<String> artifacts,
        Map<String, String> params) {

    static final String NUMBER_OF_FINISHED = "3";
    static final String NAME_OF_FINISHED = "FINISHED";
    static final String DELETED = "deleted";

    StoredRun {
        artifacts = List.copyOf(artifacts);
        params = Map.copyOf(params);
    }

    /** Stores differ: a number, or the name of the state. */
    static boolean isFinished(String status) {
        return status.equals(NAME_OF_FINISHED) || status.equals(NUMBER_OF_FINISHED);
    }
}
