package dev.loopline.simulation;

import dev.loopline.contracts.file.FileTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays seeds. Safe for all threads. */
final class Simulation {

    private static final int LONGEST_SHRINKING = Integer.getInteger("simulation.shrink", 150);

    private final Oracle oracle = new Oracle();

    /**
     * What became of a list of steps.
     *
     * @param trace what was done
     * @param end what can be seen in the end
     * @param findings what was wrong in the end
     */
    record Outcome(List<String> trace, Map<String, String> end, List<String> findings) {}

    /** @param database AIstock's; null for a world without importer */
    Outcome play(List<Step> steps, @Nullable Aistock database) throws IOException, SQLException {
        Path root = Folders.make();
        try (World world = new World(root, database)) {
            List<String> findings = new ArrayList<>();
            Map<String, String> end = Map.of();
            try {
                steps.forEach(world::take);
                world.rest();
                end = world.view();
                findings.addAll(oracle.findings(world, end));
            } catch (AssertionError | RuntimeException | IOException e) {
                findings.add(e.toString());
            }
            findings.replaceAll(one -> one.replace(root.toString(), ""));
            return new Outcome(world.trace(), end, findings);
        } finally {
            FileTrees.delete(root);
        }
    }

    /** Fewer steps that still fail: drops pieces, and smaller ones, as long as that helps. */
    List<Step> shrink(List<Step> failing, @Nullable Aistock database) throws IOException, SQLException {
        List<Step> steps = failing;
        int left = LONGEST_SHRINKING;
        for (int size = Math.max(1, steps.size() / 2); size > 0; size /= 2) {
            for (int at = 0; at < steps.size() && left > 0; left--) {
                List<Step> fewer = new ArrayList<>(steps);
                fewer.subList(at, Math.min(at + size, fewer.size())).clear();
                if (play(fewer, database).findings().isEmpty()) {
                    at += size;
                } else {
                    steps = fewer;
                }
            }
        }
        return steps;
    }
}
