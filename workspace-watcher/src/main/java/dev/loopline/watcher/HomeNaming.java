package dev.loopline.watcher;

import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.startup.StartupRefusedException;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.registry.HomeTable;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Gives a home its id. It is kept in the home, in the registry, so that one that is put back knows whose it is, and in the memory of
 * the watcher. Used once, by one thread.
 *
 * @param home the folder of the home
 * @param registry its registry
 * @param lease the watcher's hold of the home, with its memory
 */
record HomeNaming(Path home, Registry registry, HomeLease lease) {

    private static final Logger LOG = Logger.getLogger(HomeNaming.class);

    /**
     * The id that is set; else the one that is kept in the home, in the registry or in the memory, in this order; else a new one.
     *
     * @throws StartupRefusedException if it cannot be read or kept, or if what is set is no id, in one sentence
     */
    HomeIdentity name(Optional<String> configured) {
        try {
            HomeIdentity identity = configured.isPresent() ? new HomeIdentity(configured.get()) : kept();
            if (!HomeIdentity.read(home).equals(Optional.of(identity))) {
                identity.keep(home);
            }
            registry.write(session -> {
                HomeTable.put(session, identity.id());
                return identity;
            });
            lease.named(identity.id());
            LOG.infof("The home is known to the other services by its id. home=%s id=%s", home, identity.id());
            return identity;
        } catch (IllegalArgumentException e) {
            throw new StartupRefusedException(e.getMessage() + "; correct LOOPLINE_HOME_ID", e);
        } catch (IOException | SQLException e) {
            throw new StartupRefusedException("the id of the home cannot be read or kept: " + e.getMessage(), e);
        }
    }

    private HomeIdentity kept() throws IOException, SQLException {
        Optional<HomeIdentity> inHome = HomeIdentity.read(home);
        if (inHome.isPresent()) {
            return inHome.get();
        }
        Optional<String> inRegistry = registry.view(HomeTable::id);
        return inRegistry.or(lease::home).map(HomeIdentity::new).orElseGet(() -> HomeIdentity.made(home));
    }
}
