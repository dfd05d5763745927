package dev.loopline.samples.runs;

import java.util.Map;

/**
 * A run in mlflow's store of files.
 *
 * @param experiment the id of its experiment
 * @param id its own
 * @param status mlflow's number: 1 running, 3 finished, 4 failed
 * @param begun in milliseconds since 1970
 */
record MlflowRun(String experiment, String id, int status, long begun) {

    private static final int RUNNING = 1;
    private static final long LASTED = 25_000;

    String artifacts() {
        return "mlruns/%s/%s/artifacts".formatted(experiment, id);
    }

    /** Writes its descriptions, parameters and one metric below {@code folder}; addresses begin with {@code root}. */
    void write(HomeFiles files, String folder, String root, Map<String, String> parameters) {
        String above = folder + "/mlruns/" + experiment;
        files.write(above + "/meta.yaml", """
                artifact_location: %1$s/mlruns/%2$s
                creation_time: %3$d
                experiment_id: '%2$s'
                last_update_time: %3$d
                lifecycle_stage: active
                name: workflow
                """.formatted(root, experiment, begun));
        String run = above + "/" + id;
        files.write(run + "/meta.yaml", """
                artifact_uri: %s/%s
                end_time: %s
                entry_point_name: ''
                experiment_id: '%s'
                lifecycle_stage: active
                run_id: %s
                run_name: recorder
                source_name: ''
                source_type: 4
                source_version: ''
                start_time: %d
                status: %d
                tags: []
                user_id: agent
                """.formatted(
                        root,
                        artifacts(),
                        status == RUNNING ? "null" : Long.toString(begun + LASTED),
                        experiment,
                        id,
                        begun,
                        status));
        parameters.forEach((name, value) -> files.write(run + "/params/" + name, value));
        files.write(run + "/metrics/l2.valid", "%d 0.996 0\n%d 0.994 1\n".formatted(begun + 5_000, begun + 9_000));
        files.write(run + "/tags/mlflow.runName", "recorder");
    }
}
