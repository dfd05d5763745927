package dev.loopline.watcher;

import dev.loopline.contracts.path.HomeRoot;
import dev.loopline.kit.home.ConfiguredRoots;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import dev.loopline.watcher.adoption.Adoptions;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.materialization.Materialization;
import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.Outlet;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistryDamagedException;
import dev.loopline.watcher.registry.SqliteErrors;
import dev.loopline.watcher.request.RequestListener;
import dev.loopline.watcher.request.UnregisteredLoops;
import dev.loopline.watcher.status.LoopStates;
import dev.loopline.watcher.topic.TopicWatch;
import dev.loopline.watcher.watch.HeldWithdrawals;
import dev.loopline.watcher.watch.WatchBoard;
import dev.loopline.watcher.watch.WatchLoop;
import dev.loopline.watcher.watch.WatchedHome;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts the parts together. The home and the registry are opened first of all, so that what is wrong with them is said. */
@Singleton
public class WatcherBeans {

    private static final Logger LOG = Logger.getLogger(WatcherBeans.class);
    private static final int FIRST = 100;
    private static final int LAST = 5000;
    private static final int ATTEMPTS_ON_LOCKED_REGISTRY = 6;

    private final Optional<String> homeFolder;
    private final ConfiguredRoots configured;
    private final Optional<String> configuredId;
    private final WatcherConfig config;
    private @Nullable RdAgentHome openedHome;
    private @Nullable Registry openedRegistry;
    private @Nullable HomeLease takenLease;
    private @Nullable HomeIdentity knownIdentity;
    private final @Nullable Path memory;

    WatcherBeans(
            @ConfigProperty(name = "loopline.rdagent-home") Optional<String> homeFolder,
            ConfiguredRoots configured,
            @ConfigProperty(name = "loopline.home-id") Optional<String> configuredId,
            @ConfigProperty(name = "loopline.state-dir") Optional<String> stateDir,
            WatcherConfig config) {
        this.homeFolder = homeFolder;
        this.configured = configured;
        this.configuredId = configuredId.filter(text -> !text.isBlank());
        this.config = config;
        this.memory = stateDir.map(folder -> Path.of(folder, "home.json")).orElse(null);
        stateDir.ifPresent(WatcherBeans::unpackSqliteIn);
    }

    void onStart(@Observes @Priority(FIRST) StartupEvent event) {
        StartupGate.require(() -> {
            openHome();
            openRegistry();
            identify();
        });
    }

    /** The home is given back after the registry was closed. */
    void onStop(@Observes @Priority(LAST) ShutdownEvent event) {
        HomeLease taken = takenLease;
        if (taken != null) {
            taken.close();
        }
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    RdAgentHome home() {
        return openHome();
    }

    @Produces
    @Singleton
    HomeIdentity identity() {
        return identify();
    }

    @Produces
    @Singleton
    @Identifier(HomeIdentity.GROUP)
    Map<String, Object> group(
            HomeIdentity identity, @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        return identity.group(serviceName);
    }

    @Produces
    @Singleton
    Registry registry() {
        return openRegistry();
    }

    @Produces
    @Singleton
    LoopBook book(Registry registry) throws SQLException {
        LoopBook book = new LoopBook();
        book.load(registry.view(LoopTable::content));
        return book;
    }

    @Produces
    @Singleton
    Adoptions adoptions(Registry registry, RdAgentHome home) throws SQLException {
        return new Adoptions(registry, home.roots());
    }

    @Produces
    @Singleton
    HomeLease lease() {
        return takeLease();
    }

    @Produces
    @Singleton
    WatchedHome watched(RdAgentHome home, Registry registry, LoopBook book, Adoptions adoptions, HomeLease lease) {
        return new WatchedHome(home, registry, book, adoptions, lease);
    }

    @Produces
    @Singleton
    OutboxRelay relay(Registry registry, EventPublisher publisher, Clock clock) {
        return new OutboxRelay(registry, publisher::send, new Materialization(clock)::published);
    }

    @Produces
    @Singleton
    Outlet outlet(OutboxRelay relay, TopicWatch topic) {
        return topic.outlet(relay::wake);
    }

    @Produces
    @Singleton
    Registrar.Place place(RdAgentHome home, HomeIdentity identity) {
        return new Registrar.Place(home.paths(), identity.id());
    }

    @Produces
    @Singleton
    Registrar registrar(Registry registry, LoopBook book, Registrar.Place place, Clock clock, Outlet outlet) {
        return new Registrar(registry, book, place, clock, outlet);
    }

    @Produces
    @Singleton
    WatchBoard board() {
        return new WatchBoard();
    }

    @Produces
    @Singleton
    WatchLoop loop(WatchedHome watched, Registrar registrar, WatchBoard board, Clock clock) throws IOException {
        return new WatchLoop(config, watched, registrar, board, clock);
    }

    @Produces
    @Singleton
    HeldWithdrawals heldWithdrawals(WatchLoop loop) {
        return loop.heldWithdrawals();
    }

    @Produces
    @Singleton
    RequestListener requests(WatchLoop loop) {
        return loop::requestsArrived;
    }

    @Produces
    @Singleton
    UnregisteredLoops unregistered(LoopStates states) {
        return states::open;
    }

    @Produces
    @Singleton
    RegistryBookkeeping bookkeeping(Registry registry, LoopBook book, Clock clock) {
        return new RegistryBookkeeping(registry, book, clock);
    }

    private synchronized RdAgentHome openHome() {
        RdAgentHome opened = openedHome;
        if (opened == null) {
            String folder = homeFolder
                    .filter(text -> !text.isBlank())
                    .orElseThrow(() -> new StartupRefusedException(
                            "no RD-Agent home is configured; set LOOPLINE_RDAGENT_HOME to the folder that holds"
                                    + " RD-Agent's log/ folder"));
            opened = taking().patiently(() -> RdAgentHome.open(configured.settings(Path.of(folder))));
            openedHome = opened;
            logRoots(opened);
            if (opened.isEmpty()) {
                LOG.infof("The RD-Agent home has no log/ and no workspaces yet; waiting. home=%s", opened.root());
            }
            if (!opened.fileSystem().fileEventsArrive()) {
                LOG.warnf(
                        "File events do not arrive from this file system; loops are found by scanning. home=%s"
                                + " fileSystem=%s scanInterval=%s",
                        opened.root(), opened.fileSystem().name(), config.scanInterval());
            }
        }
        return opened;
    }

    private static void logRoots(RdAgentHome opened) {
        opened.roots().remarks().forEach(remark -> LOG.warnf("A setting is passed over. reason=%s", remark));
        for (HomeRoot root : opened.roots().all()) {
            if (!root.origin().equals(HomeRoot.DEFAULT)) {
                LOG.infof(
                        "Loops are looked for here as well. folder=%s origin=%s spelling=%s there=%s",
                        root.place(), root.origin(), root.spelling(), root.isThere());
            }
        }
    }

    private synchronized Registry openRegistry() {
        Registry opened = openedRegistry;
        if (opened == null) {
            opened = open(registryFile(), takeLease());
            openedRegistry = opened;
        }
        return opened;
    }

    private Path registryFile() {
        Path file = config.registry().orElseGet(() -> openHome().defaultRegistry());
        return file.toAbsolutePath().normalize();
    }

    private synchronized HomeLease takeLease() {
        HomeLease taken = takenLease;
        if (taken == null) {
            taken = taking().take(new HomeLease.Place(registryFile(), memory), () -> Quarkus.asyncExit(1));
            takenLease = taken;
        }
        return taken;
    }

    private synchronized HomeIdentity identify() {
        HomeIdentity known = knownIdentity;
        if (known == null) {
            known = new HomeNaming(openHome().root(), openRegistry(), takeLease()).name(configuredId);
            knownIdentity = known;
        }
        return known;
    }

    private HomeTaking taking() {
        return new HomeTaking(config, memory != null && Files.exists(memory));
    }

    private static Registry open(Path file, HomeLease lease) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Registry.open(file, lease::isHeld);
            } catch (RegistryDamagedException e) {
                throw new StartupRefusedException(e.getMessage(), e);
            } catch (SQLException e) {
                boolean wait = SqliteErrors.isBusy(e) && attempt < ATTEMPTS_ON_LOCKED_REGISTRY;
                if (!wait) {
                    throw new StartupRefusedException(unusable(file, e), e);
                }
                LOG.warnf("The registry is locked by another program; waiting for it. registry=%s", file);
            } catch (IOException | UncheckedIOException e) {
                throw new StartupRefusedException(
                        "the registry " + file + " cannot be opened (" + e.getMessage() + "); check its folder", e);
            }
        }
    }

    private static String unusable(Path file, SQLException e) {
        return SqliteErrors.isBusy(e)
                ? "the registry " + file
                        + " has been locked by another program for a minute; end the program that holds"
                        + " it (a backfill script, a database browser) and start again"
                : "the registry " + file + " cannot be used (" + e.getMessage()
                        + "); check that this user may write the file and its folder";
    }

    /** The database library unpacks its native part; many machines do not allow programs in the temporary folder. */
    private static void unpackSqliteIn(String folder) {
        String property = "org.sqlite.tmpdir";
        if (System.getProperty(property) == null) {
            Path target = Path.of(folder);
            try {
                Files.createDirectories(target);
                System.setProperty(property, target.toString());
            } catch (IOException e) {
                LOG.warnf(
                        "The state folder cannot be made, the temporary folder is used. folder=%s reason=%s",
                        folder, e);
            }
        }
    }
}
