package dev.loopline.importer.stage;

import dev.loopline.importer.bundle.BundleCopy;
import dev.loopline.importer.bundle.ReaderPlace;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the importer works. The database is {@code quarkus.datasource.*}, as everywhere in Quarkus. */
@ConfigMapping(prefix = "loopline.importer")
public interface ImporterConfig {

    /**
     * Where bundles come from: {@code http} (bundle-service), {@code folder} where both sides share a disk, or {@code bucket}: that of
     * the bundlers, with the settings {@code loopline.bundle.*}.
     */
    @WithDefault("http")
    BundleMode bundleMode();

    /** Base URL of bundle-service, for mode {@code http}. */
    @WithDefault("http://127.0.0.1:8083")
    URI bundleUrl();

    /** The folder {@code production_bundles} of the RD-Agent home, for mode {@code folder}. */
    Optional<Path> bundleFolder();

    /**
     * How an archive gets from that folder into AIstock's: {@code copy} or {@code link}. A link costs no space, but scripts that
     * write bundles in place damage both sides at once, so it has to be asked for.
     */
    @WithDefault("copy")
    BundleCopy bundleCopy();

    /**
     * How often all bundles are looked at, by size and time of the archive and each extracted file, for what was lost or
     * changed. Where that would take more than a two-hundredth of a processor or a tenth of the time, it happens more rarely.
     */
    @WithDefault("10s")
    Duration bundleCheckInterval();

    /**
     * In which time the content of every bundle is read once and compared, evenly spread. Where the rate is too little for that,
     * a round takes longer.
     */
    @WithDefault("24h")
    Duration bundleDigestPeriod();

    /** How much is read in a second for that, at most: 4 MiB are about a hundredth of a processor. */
    @WithDefault("4M")
    MemorySize bundleDigestRate();

    /**
     * How bundles are shown in {@code rdagent_assets/production_bundles/<id>}, where AIstock's own code looks for them: {@code
     * auto} (links, or copies where no links can be made), {@code folder} (copies) or {@code off}.
     */
    @WithDefault("auto")
    ReaderPlace.Way productionBundles();

    /**
     * How long rows wait for a source of bundles that does not answer. After that loops are imported without their
     * bundles, which are fetched later. Long enough for a restart of bundle-service.
     */
    @WithDefault("30s")
    Duration bundlePatience();

    /** How often bundles that were not there are asked for again, and announcements that were not made are made. */
    @WithDefault("30s")
    Duration repairInterval();

    /** Most members of a bundle. More than any loop has; fewer than a disk has inodes. */
    @WithDefault("100000")
    int maxBundleMembers();

    /** Most bytes of a bundle when unpacked, so that no archive fills the disk. Default: 64 GiB. */
    @WithDefault("68719476736")
    long maxBundleBytes();

    /** Base URL of catalog-service: the catalog files and the full sync come from there. */
    @WithDefault("http://127.0.0.1:8084")
    URI catalogUrl();

    /** How long after an import the catalog files are fetched; many imports in this time are one fetch. */
    @WithDefault("1s")
    Duration catalogFilesDelay();

    /** How often the catalog files are compared while nothing is imported. Costs one small request per file. */
    @WithDefault("15s")
    Duration catalogFilesInterval();

    /** Whether the results API of RD-Agent is served as well, for an AIstock that was not changed to need none. */
    @WithDefault("false")
    boolean resultsApi();

    /** How long to wait for the database at start before giving up. */
    @WithDefault("60s")
    Duration databaseTimeout();

    /** See {@link ImporterConfig#bundleMode()}. */
    enum BundleMode {
        HTTP,
        FOLDER,
        BUCKET
    }
}
