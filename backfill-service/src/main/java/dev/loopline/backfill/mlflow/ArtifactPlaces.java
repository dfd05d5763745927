package dev.loopline.backfill.mlflow;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the artifacts of a run lie in its workspace. A store records an absolute address on the machine, or in the container,
 * that ran RD-Agent; only the position below {@code mlruns}, or below {@code mlartifacts} where a tracking server
 * keeps them, says anything here. The address itself is never opened.
 */
final class ArtifactPlaces {

    private static final List<String> ROOTS = List.of("mlruns", "mlartifacts");
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
        for (String root : ROOTS) {
            int at = steps.lastIndexOf(root);
            if (at >= 0 && at + 1 < steps.size()) {
                places.add(String.join("/", steps.subList(at, steps.size())));
            }
        }
        if (steps.size() >= USUAL_DEPTH) {
            String below = String.join("/", steps.subList(steps.size() - USUAL_DEPTH, steps.size()));
            ROOTS.forEach(root -> places.add(root + "/" + below));
        }
        return List.copyOf(places);
    }
}
