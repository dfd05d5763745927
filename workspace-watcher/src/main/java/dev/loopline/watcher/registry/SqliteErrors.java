package dev.loopline.watcher.registry;

import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteErrorCode;

/** Distinguishes what a table does not take, what is wrong with the registry as a whole, and what another program holds up. Pure. */
public final class SqliteErrors {

    private static final int PRIMARY_CODE = 0xff;

    /** A constraint or trigger, a trigger or view that names what is not there, a value of another type. */
    private static final Set<Integer> REFUSED = Set.of(
            SQLiteErrorCode.SQLITE_CONSTRAINT.code,
            SQLiteErrorCode.SQLITE_ERROR.code,
            SQLiteErrorCode.SQLITE_MISMATCH.code,
            SQLiteErrorCode.SQLITE_TOOBIG.code);

    private static final Pattern DETAIL = Pattern.compile("\\[SQLITE_\\w+]\\s.*?\\((.*)\\)", Pattern.DOTALL);

    private SqliteErrors() {}

    /** Whether only this statement fails, because of how the table was made; the next row may do. */
    static boolean isRefusal(SQLException e) {
        return REFUSED.contains(code(e));
    }

    /** Whether the file itself is not usable. */
    public static boolean isDamage(SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_CORRUPT.code || code(e) == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Whether another program holds the lock. */
    public static boolean isBusy(SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_BUSY.code || code(e) == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    /** SQLite's own words, such as {@code UNIQUE constraint failed: production_bundles.created_at}. */
    static String detail(SQLException e) {
        String message = String.valueOf(e.getMessage());
        Matcher detail = DETAIL.matcher(message);
        return detail.matches() ? detail.group(1) : message;
    }

    private static int code(SQLException e) {
        return e.getErrorCode() & PRIMARY_CODE;
    }
}
