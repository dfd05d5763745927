package dev.loopline.bundle.stage;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the bundler reads and writes. */
@ConfigMapping(prefix = "loopline")
public interface BundleConfig {

    /**
     * The RD-Agent home: the folder that holds {@code log}, {@code git_ignore_folder} and {@code RDagentDB}. Required, unless the
     * files of loops come from a service; then what needs the home is off: extracted bundles, and the default of the registry.
     */
    Optional<Path> rdagentHome();

    /** Where the files of loops come from, if the home is not mounted here. */
    Source fileSource();

    /** A service that hands out the files of loops. */
    interface Source {

        /**
         * The address of the backfill-service beside the home, such as {@code https://rdagent:8082}; of several homes all addresses,
         * separated by commas, each with the id of its home: {@code lab-3fa92c=https://lab:8082}. Not set: the home is read.
         */
        Optional<List<String>> url();

        /** One of the tokens that it takes. Required with the address, or the file. */
        Optional<String> token();

        /** A file with the token in its first line, for those who keep secrets out of the environment. Wins. */
        Optional<Path> tokenFile();
    }

    /** Settings of the archives. */
    Archives bundle();

    /** Settings of the archives. */
    interface Archives {

        /**
         * The folder of the archives. Default: {@code production_bundles} in the RD-Agent home, where the initialisation
         * guide looks for them. All bundlers that share a consumer group must share the folder. Where the archives are kept in a
         * bucket, a folder that is set here is kept filled with copies.
         */
        Optional<Path> folder();

        /**
         * Where archives lie while they are written, if they are kept in a bucket: as much room as the largest of them takes, for
         * each that is packed at once. Default: a folder in that for temporary files.
         */
        Optional<Path> temporaryFolder();

        /**
         * How often the bucket is listed, for an archive that was lost, damaged or replaced, and for new ones to copy to the folder.
         * Stores let their lists be paid, one request for each 1000 objects.
         */
        @WithDefault("1m")
        Duration bucketCheckInterval();

        /** How long an archive stays in the bucket that a newer revision has replaced, for readers that are behind. */
        @WithDefault("7d")
        Duration supersededRetention();

        /**
         * How long the archive of a withdrawn loop is kept, counted from the withdrawal. Not set: for ever, because it may be the
         * only copy.
         */
        Optional<Duration> withdrawnRetention();

        /**
         * The registry, which is asked whether it still names a bundle before its archive goes. Default: {@code
         * RDagentDB/registry.sqlite} in the RD-Agent home.
         */
        Optional<Path> registry();

        /** How often archives whose time is over are removed. Only of interest where a retention is set. */
        @WithDefault("1h")
        Duration sweepInterval();

        /**
         * How many loops are packed at once. Default 12, as many as topics have partitions by default: huge loops in some of them leave
         * a thread to each of the others. Fewer for a machine with little memory.
         */
        @WithDefault("12")
        int threads();

        /**
         * How often all archives are looked at, by size and time, for one that was lost, damaged or replaced. Where that would take
         * more than a two-hundredth of a processor or a tenth of the time, it happens more rarely.
         */
        @WithDefault("10s")
        Duration checkInterval();

        /**
         * In which time the content of every archive is read once and compared, evenly spread. What fits into the rate counts:
         * where that is too little, a round takes longer.
         */
        @WithDefault("24h")
        Duration digestPeriod();

        /** How much is read in a second for that, at most: 4 MiB are about a hundredth of a processor. */
        @WithDefault("4M")
        MemorySize digestRate();

        /**
         * Whether each bundle lies extracted in {@code RDagentDB/production_bundles/<id>} as well, where RD-Agent's results API
         * and tools read bundles as folders. Only where the home has a folder {@code RDagentDB}.
         */
        @WithDefault("true")
        boolean extracted();
    }
}
