package dev.loopline.backfill.mlflow;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the artifacts of a run lie in its workspace. A store records an absolute address on the machine, or in the container,
 * that ran RD-Agent; only the position below {@code mlruns} says anything here. The address itself is never opened.
 */
final class ArtifactPlaces {

    private static final String ROOT = "mlruns";
    private static final int USUAL_DEPTH = 3;
    private static final int LONGEST = 4_096;

    private ArtifactPlaces() {}

    /**
     * @param uri what the store recorded
     * @return folders relative to the workspace, the likeliest first
     */
    static List<String> of(String uri) {
        if (uri.length() > LONGEST) {
            return List.of();
        }
        List<String> steps = Arrays.stream(uri.split("[?#]", 2)[0].split("[/\\\\]+"))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
        if (steps.contains("..")) {
            return List.of();
        }
        Set<String> places = new LinkedHashSet<>();
        int root = steps.lastIndexOf(ROOT);
        if (root >= 0 && root + 1 < steps.size()) {
            places.add(String.join("/", steps.subList(root, steps.size())));
        }
        if (steps.size() >= USUAL_DEPTH) {
            places.add(ROOT + "/" + String.join("/", steps.subList(steps.size() - USUAL_DEPTH, steps.size())));
        }
        return List.copyOf(places);
    }
}
