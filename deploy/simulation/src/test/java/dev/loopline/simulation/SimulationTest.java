package dev.loopline.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void thin() throws Exception {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
        java.util.logging.Logger.getLogger("dev.loopline").setLevel(java.util.logging.Level.OFF);
        int n = Integer.getInteger("simulation.seeds", 20);
        for (int s = 0; s < n; s++) {
            long t0 = System.nanoTime();
            Path root = Files.createTempDirectory(Path.of("/dev/shm"), "sim").toRealPath();
            try (World world = new World(root, null)) {
                long t1 = System.nanoTime();
                for (Step step : Step.of(s, false)) world.take(step);
                long t2 = System.nanoTime();
                world.rest();
                long t3 = System.nanoTime();
                System.out.println(s + " " + (t1 - t0) / 1000000 + " " + (t2 - t1) / 1000000 + " " + (t3 - t2) / 1000000
                        + " " + world.agent().states() + world.deadLetters());
                try (var f = Files.list(world.services().bundles())) {
                    System.out.println(f.toList());
                }
                if (s == 0) {
                    world.trace().forEach(System.out::println);
                    System.out.println(
                            Files.readString(world.services().catalogs().resolve("loop_catalog.json")));
                }
            } finally {
                dev.loopline.contracts.file.FileTrees.delete(root);
            }
        }
    }
}
