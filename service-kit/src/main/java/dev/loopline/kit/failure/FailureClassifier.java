package dev.loopline.kit.failure;

import dev.loopline.contracts.file.LongPaths;
import dev.loopline.kit.broker.BrokerTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NotLinkException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Tells transient failures from permanent ones. Looks through wrappers for the first cause that it knows. An unforeseen
 * exception is a bug: permanent, {@code INTERNAL_ERROR}, so that one record cannot stop the service.
 */
public final class FailureClassifier {

    /** Reason code of a record that does not fit through the broker. */
    public static final String EVENT_TOO_LARGE = "EVENT_TOO_LARGE";
    /** Reason code of a loop that has the key of a loop of another home. */
    public static final String LOOP_OF_ANOTHER_HOME = "LOOP_OF_ANOTHER_HOME";
    /** Reason code of an unforeseen failure. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    /**
     * PostgreSQL, "Appendix A. Error Codes": connection lost, out of resources, operator intervention, system error,
     * serialization failure, deadlock, lock not available, read-only transaction; database, schema or table not there, as while a
     * database is being dropped and restored.
     */
    private static final Set<String> TRANSIENT_SQL_CLASSES = Set.of("08", "53", "57", "58");

    private static final Set<String> TRANSIENT_SQL_STATES =
            Set.of("40001", "40P01", "55P03", "25006", "25P03", "3D000", "3F000", "42P01");

    /** SQLite result codes: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL. */
    private static final Set<Integer> TRANSIENT_SQLITE_CODES = Set.of(5, 6, 7, 8, 10, 13, 14, 15);

    private static final int SQLITE_PRIMARY_CODE = 0xff;
    private static final int MAX_DEPTH = 20;

    private FailureClassifier() {}

    public static Failure classify(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            Optional<Failure> known = known(cause);
            if (known.isPresent()) {
                return known.get();
            }
            cause = cause.getCause();
        }
        return new Failure.Permanent(INTERNAL_ERROR, describe(failure));
    }

    public static boolean isTransient(Throwable failure) {
        return classify(failure) instanceof Failure.Transient;
    }

    private static Optional<Failure> known(Throwable cause) {
        if (cause instanceof RejectedException rejected) {
            return Optional.of(new Failure.Permanent(rejected.reason(), describe(rejected)));
        }
        if (cause instanceof NotYetException || cause instanceof TimeoutException) {
            return Optional.of(new Failure.Transient(describe(cause)));
        }
        if (cause instanceof SQLException sql) {
            return Optional.of(sql(sql));
        }
        if (cause instanceof ApiException kafka) {
            return Optional.of(kafka(kafka));
        }
        if (cause instanceof UncheckedIOException
                || cause instanceof CompletionException
                || cause instanceof ExecutionException) {
            return Optional.empty();
        }
        if (cause instanceof IOException io) {
            return Optional.of(io(io));
        }
        return Optional.empty();
    }

    private static Failure sql(SQLException e) {
        boolean sqlite = e.getClass().getName().startsWith("org.sqlite.");
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean wait = sqlite
                ? TRANSIENT_SQLITE_CODES.contains(e.getErrorCode() & SQLITE_PRIMARY_CODE)
                : TRANSIENT_SQL_STATES.contains(state)
                        || (state.length() == 5 && TRANSIENT_SQL_CLASSES.contains(state.substring(0, 2)))
                        || state.isEmpty();
        return wait
                ? new Failure.Transient(describe(e))
                : new Failure.Permanent(sqlite ? "REGISTRY_ERROR" : "DATABASE_REFUSED_" + state, describe(e));
    }

    private static Failure kafka(ApiException e) {
        if (e instanceof RecordTooLargeException) {
            return new Failure.Permanent(EVENT_TOO_LARGE, describe(e));
        }
        // A password that is not taken or a right that is missing is mended by a person, and the event is as good as
        // before.
        return e instanceof RetriableException
                        || e instanceof AuthenticationException
                        || e instanceof AuthorizationException
                ? new Failure.Transient(
                        BrokerTrouble.find(e).map(BrokerTrouble::sentence).orElseGet(() -> describe(e)))
                : new Failure.Permanent("BROKER_REFUSED", describe(e));
    }

    /**
     * A disk that is full, not mounted or lacks rights for the moment says nothing about the record. A handler whose record names
     * the file decides for itself whether it can go on without that record.
     */
    private static Failure io(IOException e) {
        if (e instanceof FileSystemLoopException || e instanceof NotLinkException) {
            return new Failure.Permanent("FILE_UNUSABLE", describe(e));
        }
        return LongPaths.isTooLong(e)
                        || String.valueOf(e.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("is a directory")
                ? new Failure.Permanent("FILE_UNUSABLE", describe(e))
                : new Failure.Transient(describe(e));
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        boolean ours = e instanceof RejectedException || e instanceof NotYetException;
        if (ours && message != null) {
            return message;
        }
        return message == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": "
                        + message.lines().findFirst().orElse("");
    }
}
