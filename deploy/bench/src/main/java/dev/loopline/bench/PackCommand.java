package dev.loopline.bench;

import dev.loopline.contracts.event.LoopBackfilled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Bundles: how fast they are packed, next to other people's programs and to the least that it can cost. */
@Command(
        name = "pack",
        mixinStandardHelpOptions = true,
        description =
                "MB/s of packing float data, text and compressed data, with one and two bundlers, next to tar with"
                        + " gzip and pigz at the same level and to reading, hashing and writing alone; loops/s of small"
                        + " loops; and the same into an S3-compatible store, next to a bare upload of the archives.")
final class PackCommand implements Callable<Integer> {

    private static final String WORKSPACES = "git_ignore_folder/RD-Agent_workspace";
    private static final int WARM_LOOPS = 1_000;
    private static final int WARM_BYTES = 24 << 20;

    @Option(names = "--repository", required = true, hidden = true)
    Path repository;

    @Option(
            names = "--mebibytes",
            defaultValue = "256",
            description = "Size of each kind of data (default: ${DEFAULT-VALUE}).")
    int mebibytes;

    @Option(names = "--loops", defaultValue = "1200", description = "Small loops (default: ${DEFAULT-VALUE}).")
    int loops;

    @Option(
            names = "--model-bytes",
            defaultValue = "262144",
            description = "Weight of a small loop (default: ${DEFAULT-VALUE}).")
    int modelBytes;

    @Option(names = "--rounds", defaultValue = "3", description = "The median of so many (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder();
                PackRun run = new PackRun(repository, folder.data())) {
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %10s %12s %9s %9s %16s %8s %12s %7s %7s%n",
                    "MB/s",
                    "1 bundler",
                    "2 bundlers",
                    "gzip -1",
                    "pigz -1",
                    "read+hash+write",
                    "1/pigz",
                    "1/r+h+w",
                    "size %",
                    "gzip %");
            for (PackContent content : PackContent.values()) {
                Path home = folder.home().resolve(content.name());
                large(home, run, content);
                BenchFolder.empty(home);
            }
            small(folder.home().resolve("small"), run);
        }
        return 0;
    }

    /** The content in two loops of one file each; the programs take turns, because others use the machine as well. */
    private void large(Path root, PackRun run, PackContent content) throws Exception {
        PackHome home = new PackHome(root, WORKSPACES);
        PackHome warmHome = new PackHome(root, "warm-up");
        long total = (long) mebibytes << 20;
        LoopBackfilled one = home.large("large", 1, content, total / 2);
        LoopBackfilled other = home.large("large", 2, content, total / 2);
        Path warm = home.save("warm.json", List.of(warmHome.large("warm", 0, content, WARM_BYTES)));
        Path both = home.save("both.json", List.of(one, other));
        Path first = home.save("first.json", List.of(one));
        Path second = home.save("second.json", List.of(other));
        Series single = new Series();
        Series two = new Series();
        Series gzip = new Series();
        Series pigz = new Series();
        Series least = new Series();
        boolean hasPigz = PackRun.has("pigz");
        for (int round = 0; round < rounds; round++) {
            single.add(run.ours("pack", root, warm, both));
            least.add(run.ours("copy", root, warm, both));
            if (hasPigz) {
                pigz.add(run.tar(home.workspaces(), "pigz -1"));
            }
            two.add(run.ours("pack", root, warm, first, second));
            gzip.add(run.tar(home.workspaces(), "gzip -1"));
        }
        System.out.printf(
                Locale.ROOT,
                "%-12s %10.0f %12.0f %9.0f %9.0f %16.0f %8.2f %12.2f %7.1f %7.1f%n",
                content,
                single.rate(total),
                two.rate(total),
                gzip.rate(total),
                pigz.rate(total),
                least.rate(total),
                pigz.seconds() / single.seconds(),
                least.seconds() / single.seconds(),
                100.0 * single.bytes() / total,
                100.0 * gzip.bytes() / total);
        store(new Packing(run, root, warm, both), single, content + ", MB/s", total / 1e6);
    }

    /**
     * The loops packed into a store, and in turns their archives uploaded by a bare program.
     *
     * @param folder the same loops packed into a folder
     */
    private void store(Packing packing, Series folder, String label, double units) throws Exception {
        Series packed = new Series();
        Series bare = new Series();
        for (int round = 0; round < rounds; round++) {
            packed.add(packing.run("store"));
            bare.add(packing.run("upload"));
        }
        System.out.printf(
                Locale.ROOT,
                "  into a store, %s: one bundler %.0f, bare upload of its archives %.0f, ratio %.2f; to packing into a"
                        + " folder with a bare upload after it %.2f; processor time %.1f and %.1f s%n",
                label,
                units / packed.seconds(),
                units / bare.seconds(),
                bare.seconds() / packed.seconds(),
                (folder.seconds() + bare.seconds()) / packed.seconds(),
                packed.processorMillis() / 1e3,
                bare.processorMillis() / 1e3);
    }

    /** What is packed into a store. */
    private record Packing(PackRun run, Path root, Path warm, Path events) {

        PackRun.Result run(String what) throws Exception {
            return run.withStore(what, root, warm, events);
        }
    }

    /** Loops as they usually are, on one thread in each bundler, as a partition is. */
    private void small(Path root, PackRun run) throws Exception {
        PackHome home = new PackHome(root, WORKSPACES);
        PackHome warmHome = new PackHome(root, "warm-up");
        List<LoopBackfilled> all = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            all.add(home.small("small", i, modelBytes));
        }
        List<LoopBackfilled> toGetWarm = new ArrayList<>();
        for (int i = 0; i < WARM_LOOPS; i++) {
            toGetWarm.add(warmHome.small("warm", i, modelBytes));
        }
        Path warm = home.save("warm.json", toGetWarm);
        Path whole = home.save("all.json", all);
        Path first = home.save("first.json", all.subList(0, loops / 2));
        Path second = home.save("second.json", all.subList(loops / 2, loops));
        Series one = new Series();
        Series two = new Series();
        Series leastOfOne = new Series();
        Series leastOfTwo = new Series();
        for (int round = 0; round < rounds; round++) {
            one.add(run.ours("pack", root, warm, whole));
            two.add(run.ours("pack", root, warm, first, second));
            leastOfOne.add(run.ours("copy", root, warm, whole));
            leastOfTwo.add(run.ours("copy", root, warm, first, second));
        }
        System.out.printf(
                Locale.ROOT,
                "%n%d loops with a weight of %d bytes: one bundler %.0f loops/s, two %.0f, ratio %.2f;"
                        + " processor time per loop %.2f and %.2f ms%n"
                        + "read+hash+write of the same: one program %.0f loops/s, two %.0f, ratio %.2f%n",
                loops,
                modelBytes,
                loops / one.seconds(),
                loops / two.seconds(),
                one.seconds() / two.seconds(),
                one.processorMillis() / loops,
                two.processorMillis() / loops,
                loops / leastOfOne.seconds(),
                loops / leastOfTwo.seconds(),
                leastOfOne.seconds() / leastOfTwo.seconds());
        store(new Packing(run, root, warm, whole), one, "loops/s", loops);
    }

    /** The rounds of one measurement; what it says is the median. Without rounds all is not a number. */
    private static final class Series {

        private final List<PackRun.Result> results = new ArrayList<>();

        void add(PackRun.Result result) {
            results.add(result);
            results.sort(Comparator.comparing(PackRun.Result::time));
        }

        /** MB/s. */
        double rate(long totalBytes) {
            return totalBytes / 1e6 / seconds();
        }

        double seconds() {
            return results.isEmpty() ? Double.NaN : median().time().toNanos() / 1e9;
        }

        double processorMillis() {
            return median().processorTime().toNanos() / 1e6;
        }

        long bytes() {
            return median().bytes();
        }

        private PackRun.Result median() {
            return results.get(results.size() / 2);
        }
    }
}
