package dev.loopline.watcher.adoption;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.registry.Registry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All adoptions, in memory: a copy of {@code loopline_adoption}. Safe for all threads. */
public final class Adoptions implements Supplier<AdoptedFolders> {

    private final Registry registry;
    private final HomeRoots roots;
    private volatile List<Adoption> adoptions;

    public Adoptions(Registry registry, HomeRoots roots) throws SQLException {
        this.registry = registry;
        this.roots = roots;
        this.adoptions = registry.view(AdoptionTable::all);
    }

    /** The folders as they lie on this machine now; a root that is mounted later has its folders then. */
    @Override
    public AdoptedFolders get() {
        Map<Path, LoopKey> loops = new HashMap<>();
        for (Adoption adoption : adoptions) {
            roots.locate(adoption.folder()).ifPresent(folder -> loops.putIfAbsent(folder, adoption.loop()));
        }
        return loops.isEmpty() ? AdoptedFolders.NONE : new AdoptedFolders(loops);
    }

    List<Adoption> all() {
        return adoptions;
    }

    /** Keeps further adoptions. */
    void add(List<Adoption> more) throws SQLException {
        adoptions = registry.write(session -> {
            for (Adoption adoption : more) {
                AdoptionTable.insert(session, adoption);
            }
            return AdoptionTable.all(session);
        });
    }
}
