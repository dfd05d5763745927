package dev.loopline.cli.backup;

import java.nio.file.Path;
import java.util.function.Function;

/** A part of a home that a backup copies. */
public sealed interface Part {

    /** Its name in the backup: a file, or a folder. */
    String name();

    /** Handles every kind. */
    <R> R match(Function<Database, R> onDatabase, Function<Folder, R> onFolder, Function<Absent, R> onAbsent);

    /** A SQLite file, copied by SQLite itself. */
    record Database(String name, Path source) implements Part {
        @Override
        public <R> R match(
                Function<Database, R> onDatabase, Function<Folder, R> onFolder, Function<Absent, R> onAbsent) {
            return onDatabase.apply(this);
        }
    }

    /** A folder with all that is in it. */
    record Folder(String name, Path source) implements Part {
        @Override
        public <R> R match(
                Function<Database, R> onDatabase, Function<Folder, R> onFolder, Function<Absent, R> onAbsent) {
            return onFolder.apply(this);
        }
    }

    /** A part that this home does not have; the reason is one sentence. */
    record Absent(String name, String reason) implements Part {
        @Override
        public <R> R match(
                Function<Database, R> onDatabase, Function<Folder, R> onFolder, Function<Absent, R> onAbsent) {
            return onAbsent.apply(this);
        }
    }
}
