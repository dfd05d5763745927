package dev.loopline.watcher.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** Looks at the place of a registry that was there before, so that no other one is made in it. Stateless. */
public final class RegistryPlace {

    /** The header of a SQLite file; a shorter file is none. */
    private static final int SHORTEST = 100;

    private RegistryPlace() {}

    /** What is wrong with the file, in one sentence; one look at its size, so that it may be asked often. */
    public static Optional<String> fault(Path file) {
        try {
            long size = Files.size(file);
            return size >= SHORTEST ? Optional.empty() : Optional.of(sentence(file, "is empty (" + size + " bytes)"));
        } catch (NoSuchFileException e) {
            return Optional.of(sentence(file, "is gone"));
        } catch (IOException e) {
            return Optional.of("the registry " + file + " cannot be read (" + e + "); it is tried again");
        }
    }

    /**
     * Refuses a file that is not the registry that was there.
     *
     * @param loops how many loops that one knew
     * @throws RegistryLostException if it is missing or empty, or knows no loop although there were some
     */
    public static void require(Path file, int loops) throws IOException, SQLException {
        Optional<String> fault = fault(file);
        if (fault.isPresent()) {
            throw new RegistryLostException(fault.get());
        }
        if (loops > 0 && loops(file) == 0) {
            throw new RegistryLostException(sentence(
                    file,
                    "was replaced by another one, which knows none of the " + loops + " loops that were carried"));
        }
    }

    private static long loops(Path file) throws SQLException {
        RegistryConnection reader = new RegistryConnection(file, new FoundTables(), true);
        try {
            return reader.with(session -> {
                boolean any = session.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'loopline_loop'") > 0;
                return any ? session.number("SELECT COUNT(*) FROM loopline_loop") : 0L;
            });
        } finally {
            reader.close();
        }
    }

    private static String sentence(Path file, String what) {
        return "the registry " + file + " " + what
                + "; nothing is made in its place: stop RD-Agent and put the registry"
                + " or its newest backup there (without -wal and -shm files), or begin a new one with"
                + " `loopline up --new-registry` (LOOPLINE_WATCHER_NEW_REGISTRY)";
    }
}
