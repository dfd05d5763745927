package dev.loopline.importer.stage;

import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.alpha.AlphaMetas;
import dev.loopline.importer.bundle.BucketBundleSource;
import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.bundle.BundleSource;
import dev.loopline.importer.bundle.FolderBundleSource;
import dev.loopline.importer.bundle.HttpBundleSource;
import dev.loopline.importer.bundle.ReaderPlace;
import dev.loopline.importer.files.CatalogFiles;
import dev.loopline.importer.position.PositionTable;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BucketConfig;
import dev.loopline.kit.bucket.BucketSettings;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the parts that know no framework, and checks AIstock's home at start. */
@Singleton
public class Wiring {

    /** Before the wait for the database: a wrong folder is reported at once. */
    private static final int BEFORE_DATABASE = 200;

    private final ImporterConfig config;
    private final BucketConfig bucket;
    private final AistockHome home;
    private final Clock clock = Clock.systemUTC();

    Wiring(
            ImporterConfig config,
            BucketConfig bucket,
            @ConfigProperty(name = "loopline.aistock-home") Optional<Path> home) {
        this.config = config;
        this.bucket = bucket;
        this.home = new AistockHome(home.orElse(Path.of("")).toAbsolutePath());
        if (home.isEmpty()) {
            StartupGate.require(() -> {
                throw new StartupRefusedException("LOOPLINE_AISTOCK_HOME is not set; set it to the folder of AIstock");
            });
        }
    }

    void onStart(@Observes @Priority(BEFORE_DATABASE) StartupEvent event, BundleCache bundles) {
        StartupGate.require(() -> {
            home.prepare();
            try {
                bundles.prepare();
            } catch (IOException e) {
                throw new StartupRefusedException("the bundle folder " + home.bundles() + " cannot be used: " + e, e);
            }
        });
    }

    @Produces
    @Singleton
    AistockHome home() {
        return home;
    }

    @Produces
    @Singleton
    CatalogStore store(DataSource database, ReadProgress progress) {
        return new CatalogStore(database, clock, progress::topicId);
    }

    @Produces
    @Singleton
    ReadProgress progress() {
        return new ReadProgress();
    }

    @Produces
    @Singleton
    PositionTable positions(DataSource database) {
        return new PositionTable(database);
    }

    @Produces
    @Singleton
    BundleCache bundles() {
        ReaderPlace shown = new ReaderPlace(home.productionBundles(), home.bundles(), config.productionBundles());
        return new BundleCache(
                new BundleCache.Places(home.bundles(), shown),
                source(),
                new BundleCache.Limits(config.maxBundleMembers(), config.maxBundleBytes()),
                config.bundlePatience(),
                clock);
    }

    @Produces
    @Singleton
    CatalogFiles files(CatalogStore store) {
        return new CatalogFiles(config.catalogUrl(), home.catalogs(), new CatalogFiles.Known() {
            @Override
            public List<LoopKey> notWithdrawn(Collection<LoopKey> loops) throws SQLException {
                return store.notWithdrawn(loops);
            }

            @Override
            public Set<LoopKey> imported() throws SQLException {
                return store.imported();
            }
        });
    }

    @Produces
    @Singleton
    AlphaMetas alphas(DataSource database) {
        return new AlphaMetas(config.catalogUrl(), database);
    }

    private BundleSource source() {
        if (config.bundleMode() == ImporterConfig.BundleMode.HTTP) {
            return new HttpBundleSource(config.bundleUrl());
        }
        if (config.bundleMode() == ImporterConfig.BundleMode.BUCKET) {
            return new BucketBundleSource(new Bucket(BucketSettings.of(bucket)
                    .orElseThrow(() -> new StartupRefusedException("loopline.importer.bundle-mode is 'bucket', but"
                            + " LOOPLINE_BUNDLE_BUCKET is not set; set it to the bucket of the bundlers"))));
        }
        Path folder = config.bundleFolder()
                .orElseThrow(() -> new StartupRefusedException("loopline.importer.bundle-mode is 'folder', but"
                        + " LOOPLINE_IMPORTER_BUNDLE_FOLDER is not set; set it to RD-Agent's production_bundles"));
        return new FolderBundleSource(folder, config.bundleCopy());
    }
}
