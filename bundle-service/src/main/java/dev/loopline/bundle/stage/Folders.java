package dev.loopline.bundle.stage;

import dev.loopline.bundle.extract.BundleFolders;
import dev.loopline.bundle.integrity.ArchiveKeeper;
import dev.loopline.bundle.pack.FileSource;
import dev.loopline.bundle.pack.HomeFileSource;
import dev.loopline.bundle.pack.HomesFileSource;
import dev.loopline.bundle.pack.HttpFileSource;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.retention.References;
import dev.loopline.bundle.retention.RegistryReferences;
import dev.loopline.bundle.retention.Retention;
import dev.loopline.bundle.store.BucketStore;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.bundle.store.NewerIndexException;
import dev.loopline.contracts.HomeId;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BucketConfig;
import dev.loopline.kit.bucket.BucketSettings;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.files.FileServer;
import dev.loopline.kit.home.ConfiguredRoots;
import dev.loopline.kit.integrity.PacedDigest;
import dev.loopline.kit.integrity.Rotation;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jboss.logging.Logger;

/** Opens the folders before the first event comes, and refuses the start where that could only fail. */
@ApplicationScoped
public class Folders {

    /** Before the messaging channels connect, which happens at 1000 and later. */
    private static final int BEFORE_CHANNELS = 400;

    /** A home that is away for longer holds up no loops of others. */
    private static final Duration PATIENCE_WITH_A_HOME = Duration.ofMinutes(1);

    private static final int MAX_BATCH = 8;
    private static final String DEFAULT_FOLDER = "production_bundles";
    static final String EXTRACTED = "RDagentDB/production_bundles";
    private static final String REGISTRY = "RDagentDB/registry.sqlite";
    private static final Logger LOG = Logger.getLogger(Folders.class);

    private final BundleConfig config;
    private final BucketConfig bucket;
    private final ConfiguredRoots configured;

    Folders(BundleConfig config, BucketConfig bucket, ConfiguredRoots configured) {
        this.config = config;
        this.bucket = bucket;
        this.configured = configured;
    }

    /** The store is looked up within the gate, which says why it cannot be opened. */
    void onStart(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event, Instance<BundleStore> store) {
        StartupGate.require(() -> {
            files();
            requireWritable(store.get());
        });
        LOG.infof("Bundles are kept here. place=\"%s\"", store.get().place());
    }

    @Produces
    @Singleton
    BundleStore store() {
        Optional<BucketSettings> settings = BucketSettings.of(bucket);
        if (settings.isPresent()) {
            return inBucket(settings.get());
        }
        Path folder = config.bundle().folder().orElseGet(() -> requireHome().resolve(DEFAULT_FOLDER));
        try {
            return new FolderStore(folder);
        } catch (NewerIndexException e) {
            throw new StartupRefusedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the bundle folder " + folder + " cannot be used (" + e
                            + "); mend its rights or set LOOPLINE_BUNDLE_FOLDER to another folder",
                    e);
        }
    }

    /** What knows the SDK is loaded here and not before. */
    private BundleStore inBucket(BucketSettings settings) {
        Path work = config.bundle().temporaryFolder().orElseGet(Folders::temporaryFolder);
        try {
            return new BucketStore(new Bucket(settings), work);
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the folder for temporary files " + work + " cannot be used (" + e
                            + "); mend its rights or set LOOPLINE_BUNDLE_TEMPORARY_FOLDER to another folder",
                    e);
        }
    }

    /** Users of one machine do not share it. */
    private static Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "loopline-bundles-" + System.getProperty("user.name"));
    }

    @Produces
    @Singleton
    CareTurn turn(BundleStore store, KafkaClientService clients) {
        return bucket.bucket().isPresent() ? new PartitionTurn(clients) : new StoreTurn(store);
    }

    void close(@Disposes BundleStore store) {
        try {
            store.close();
        } catch (IOException e) {
            LOG.warnf("The bundle folder was not closed in order; the next start tidies up. failure=%s", e);
        }
    }

    /** How loops are handed to the stage. */
    @Produces
    @Singleton
    IntakeOptions options() {
        return IntakeOptions.perPartition(Math.max(1, config.bundle().threads()), MAX_BATCH);
    }

    @Produces
    @Singleton
    LoopPacker packer(BundleStore store) {
        return new LoopPacker(files(), store);
    }

    /** The home where it is mounted, else the service beside it, or those beside several homes. */
    private FileSource files() {
        BundleConfig.Source source = config.fileSource();
        if (source.url().isEmpty()) {
            return new HomeFileSource(configured.settings(requireHome()));
        }
        String token = token(source);
        List<String> addresses = source.url().get();
        if (addresses.size() == 1 && !addresses.get(0).contains("=")) {
            return new HttpFileSource(new FileServer(address(addresses.get(0)), token));
        }
        Map<String, HttpFileSource> homes = new HashMap<>();
        for (String one : addresses) {
            String[] named = one.strip().split("=", 2);
            if (named.length != 2 || !HomeId.isValid(named[0])) {
                throw wrongAddress();
            }
            homes.put(named[0], new HttpFileSource(new FileServer(address(named[1]), token)));
        }
        return new HomesFileSource(homes, PATIENCE_WITH_A_HOME, System::nanoTime);
    }

    private static URI address(String text) {
        try {
            URI url = new URI(text.strip());
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException e) {
            LOG.debugf("No address. text=%s reason=%s", text, e);
        }
        throw wrongAddress();
    }

    private static StartupRefusedException wrongAddress() {
        return new StartupRefusedException(
                "LOOPLINE_FILE_SOURCE_URL is no address of a service; set it to one such as http://rdagent:8082, or to those of"
                        + " several homes: <home>=http://rdagent:8082,<other home>=http://lab:8082");
    }

    private static String token(BundleConfig.Source source) {
        Optional<String> token = source.tokenFile().map(Folders::firstLine).or(source::token);
        return token.map(String::strip)
                .filter(word -> !word.isEmpty())
                .orElseThrow(() ->
                        new StartupRefusedException("the files of loops come from a service, and it wants a token;"
                                + " set LOOPLINE_FILE_SOURCE_TOKEN or LOOPLINE_FILE_SOURCE_TOKEN_FILE"));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the token file " + file
                            + " cannot be read; set LOOPLINE_FILE_SOURCE_TOKEN_FILE to a readable file",
                    e);
        }
    }

    /** Whether the home is read here, or at least known. */
    private boolean hasHome() {
        return config.fileSource().url().isEmpty() || config.rdagentHome().isPresent();
    }

    @Produces
    @Singleton
    Retention retention(BundleStore store) {
        return new Retention(store, references(), config.bundle().withdrawnRetention(), Clock.systemUTC());
    }

    /** Without home and registry it cannot be known who names an archive, so none goes. */
    private References references() {
        Optional<Path> registry = config.bundle().registry();
        if (registry.isEmpty() && !hasHome()) {
            return () -> {
                throw new IOException("no archive goes, for it is not known which bundles the registry names;"
                        + " set LOOPLINE_BUNDLE_REGISTRY");
            };
        }
        return new RegistryReferences(registry.orElseGet(() -> requireHome().resolve(REGISTRY)));
    }

    @Produces
    @Singleton
    ArchiveParts care(BundleStore store, BundleMender mender) {
        BundleConfig.Archives archives = config.bundle();
        PacedDigest digest = new PacedDigest(Math.max(1, archives.digestRate().asLongValue()));
        Rotation<String> rotation = new Rotation<>(archives.digestPeriod(), Clock.systemUTC(), new Random());
        return new ArchiveParts(
                new ArchiveKeeper(store, mender, new ArchiveKeeper.Reading(digest, rotation), Clock.systemUTC()),
                bucket.bucket().isEmpty() && archives.extracted() && hasHome()
                        ? Optional.of(new BundleFolders(requireHome().resolve(EXTRACTED), store))
                        : Optional.empty(),
                digest);
    }

    private Path requireHome() {
        Path home = config.rdagentHome()
                .orElseThrow(() -> new StartupRefusedException(
                        "the RD-Agent home is not known; set LOOPLINE_RDAGENT_HOME to its folder, or"
                                + " LOOPLINE_FILE_SOURCE_URL to the service beside it"));
        if (!Files.isDirectory(home)) {
            throw new StartupRefusedException("the RD-Agent home " + home
                    + " is not a folder on this machine; set LOOPLINE_RDAGENT_HOME to the right one, or mount it");
        }
        return home;
    }

    private static void requireWritable(BundleStore store) {
        if (!Files.isWritable(store.workFolder())) {
            throw new StartupRefusedException(store.workPlace()
                    + " is not writable; mend its rights or set LOOPLINE_BUNDLE_FOLDER to another folder");
        }
    }
}
