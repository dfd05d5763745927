package dev.loopline.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One step of a world. What it does with the world as it is then, only its number decides, so that a list of steps can be played
 * again, also with some of them left out.
 *
 * @param kind what is done
 * @param number source of all that is random in it
 */
record Step(Kind kind, long number) {

    /** What may happen, and how often among all. */
    enum Kind {
        AGENT(14),
        LOOK(8),
        RECENT(4),
        DUE(5),
        RELAY(6),
        POLL(20),
        WORK(20),
        COMMIT(8),
        CHORE(6),
        TIME(6),
        FLOW(14),
        // Faults from here on.
        CLOCK(3),
        CRASH(7),
        CRASH_WHILE_SENDING(6),
        CRASH_AFTER_COMMIT(4),
        BROKER(6),
        REBALANCE(4),
        COMPACT(2),
        DUPLICATE(10),
        POISON(1),
        FILES(7),
        DATABASE(3),
        TIMES(2),
        ARCHIVE(3),
        // Not among the faults unless asked for, see the README.
        TOPIC_LOST(0),
        REGISTRY(0);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        boolean isFault() {
            return compareTo(CLOCK) >= 0;
        }
    }

    /** Faults that are to be among the others although they are not by themselves. */
    private static final List<String> MORE =
            List.of(System.getProperty("simulation.more", "").split(","));

    private static final int WEIGHT_OF_MORE = 4;
    private static final int LEAST = 30;
    private static final int MOST = 80;

    SplittableRandom random() {
        return new SplittableRandom(number);
    }

    /** The steps that a seed stands for. @param faults whether faults are among them */
    static List<Step> of(long seed, boolean faults) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Kind> bag = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            int weight = MORE.contains(kind.name()) ? WEIGHT_OF_MORE : kind.weight;
            for (int i = 0; i < weight && (faults || !kind.isFault()); i++) {
                bag.add(kind);
            }
        }
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(LEAST, MOST); i > 0; i--) {
            steps.add(new Step(bag.get(random.nextInt(bag.size())), random.nextLong()));
        }
        return steps;
    }

    @Override
    public String toString() {
        return kind + ":" + Long.toHexString(number);
    }
}
