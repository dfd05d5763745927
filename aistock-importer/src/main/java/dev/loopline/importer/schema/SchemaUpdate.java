package dev.loopline.importer.schema;

import dev.loopline.kit.startup.StartupRefusedException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables up to date. Adds only; a database that a newer Loopline made is left alone. Stateless. */
public final class SchemaUpdate {

    private SchemaUpdate() {}

    /**
     * Applies what is missing.
     *
     * @param where the database, for people
     * @return how many migrations were applied
     * @throws StartupRefusedException if the tables are newer than this program
     * @throws org.flywaydb.core.api.FlywayException if a migration failed; it left nothing behind
     */
    public static int apply(Flyway flyway, String where) {
        MigrationInfoService info = flyway.info();
        newest(info.applied(), true).ifPresent(newer -> {
            throw new StartupRefusedException("the tables at " + where + " were made by a newer Loopline: they are at"
                    + " version " + newer + ", and this program knows them up to version "
                    + newest(info.all(), false).map(Object::toString).orElse("0")
                    + "; start the newer Loopline, or use another database");
        });
        return flyway.migrate().migrationsExecuted;
    }

    /** @param unknown whether to look at those that this program does not know, else at those that it does */
    private static Optional<MigrationVersion> newest(MigrationInfo[] migrations, boolean unknown) {
        return Arrays.stream(migrations)
                .filter(one -> one.getVersion() != null)
                .filter(one -> unknown == isUnknown(one))
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder());
    }

    private static boolean isUnknown(MigrationInfo migration) {
        return migration.getState().isApplied() && !migration.getState().isResolved() && !isBaseline(migration);
    }

    private static boolean isBaseline(MigrationInfo migration) {
        return migration.getType().isBaseline();
    }
}
