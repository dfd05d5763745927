package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A program that takes one batch of loops into a state and stands still in the middle of it, to be killed there. */
final class StateProgram {

    static final String IN_THE_MIDDLE = "in the middle";

    private StateProgram() {}

    /** @param args the folder of the state, the number of the first loop, how many loops, where to stand still */
    public static void main(String[] args) throws Exception {
        int first = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        int stop = Integer.parseInt(args[3]);
        try (CatalogState state = CatalogState.open(Path.of(args[0]))) {
            state.apply(batch(first, count, stop), Map.of(0, (long) first + count));
            standStill();
        }
    }

    private static List<Change> batch(int first, int count, int stop) {
        return new AbstractList<>() {
            @Override
            public Change get(int index) {
                if (index == stop) {
                    standStill();
                }
                return new Change.Present(LoopProjector.project(
                        SampleLoop.of("run", first + index).factor("f", "MA(5)").event()));
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    private static void standStill() {
        System.out.println(IN_THE_MIDDLE);
        while (true) {
            LockSupport.park();
        }
    }
}
