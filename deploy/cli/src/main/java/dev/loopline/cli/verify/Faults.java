package dev.loopline.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.CallException;
import dev.loopline.cli.text.Message;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out why. */
final class Faults {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/].*");
    private static final Pattern OF_A_HOME = Pattern.compile(".*[\\\\/](log|RD-Agent_workspace)[\\\\/].*");

    /** PostgreSQL: undefined table, undefined column, invalid schema name. */
    private static final Set<String> SCHEMA = Set.of("42P01", "42703", "3F000");

    private Faults() {}

    /** A fault and its sentence. */
    record Fault(Reason reason, Message text) {}

    /** What is wrong with the folder of a workspace; empty if nothing is. */
    static Optional<Fault> ofFolder(VerifyContext context, @Nullable String recorded) throws IOException {
        if (recorded == null || recorded.isBlank()) {
            return Optional.of(new Fault(Reason.WORKSPACE_MISSING, Message.of("found.folder.none")));
        }
        Optional<Path> folder = context.resolve(recorded);
        if (folder.isEmpty()) {
            return Optional.of(
                    isForeign(recorded)
                            ? new Fault(Reason.PATH_NOT_CONVERTED, Message.of("found.path.foreign", recorded))
                            : new Fault(Reason.WORKSPACE_MISSING, Message.of("found.folder.missing", recorded)));
        }
        return Files.isReadable(folder.get())
                ? Optional.empty()
                : Optional.of(new Fault(Reason.WORKSPACE_UNREADABLE, Message.of("found.folder.locked", folder.get())));
    }

    private static boolean isForeign(String recorded) {
        boolean windows = File.separatorChar == '\\';
        return DRIVE.matcher(recorded).matches() != windows
                && !OF_A_HOME.matcher(recorded).matches()
                && !(recorded.startsWith("/") && !windows);
    }

    /** What keeps a file from being a JSON object; empty if it is one. */
    static Optional<Fault> ofJson(Path file) {
        try {
            JsonNode tree = VerifyContext.json(file);
            return tree.isObject()
                    ? Optional.empty()
                    : Optional.of(new Fault(Reason.JSON_INVALID, Message.of("found.json.none", file)));
        } catch (NoSuchFileException e) {
            return Optional.of(new Fault(Reason.FILE_MISSING, Message.of("found.file.missing", file)));
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return Optional.of(
                    new Fault(Reason.JSON_INVALID, Message.of("found.json.line", file, line, e.getOriginalMessage())));
        } catch (IOException e) {
            return Optional.of(
                    new Fault(Reason.FILE_MISSING, Message.of("found.file.unreadable", file, e.getMessage())));
        }
    }

    /** Why a loop has no bundle, by what the registry says. */
    static Fault ofBundle(RegistryRows.LoopRow loop) {
        String why = loop.error();
        Reason reason = Arrays.stream(Reason.values())
                .filter(known -> why.contains(known.name()))
                .findFirst()
                .orElse(Reason.BUNDLE_MISSING);
        String status = loop.status().isBlank() ? "" : ", materialization_status " + loop.status();
        return new Fault(reason, Message.of("found.bundle.none", loop.key(), status, why.isBlank() ? "" : ": " + why));
    }

    /** Why a check could not be made. */
    static Fault ofFailure(Exception e) {
        if (e instanceof SQLException sql && SCHEMA.contains(String.valueOf(sql.getSQLState()))) {
            return new Fault(Reason.SCHEMA_MISMATCH, Message.literal(String.valueOf(sql.getMessage())));
        }
        boolean network = e instanceof HttpTimeoutException
                || e instanceof ConnectException
                || e.getCause() instanceof ConnectException;
        Message what = e instanceof CallException call ? call.said() : Message.literal(e.toString());
        return new Fault(network ? Reason.NETWORK : Reason.INCONSISTENT, what);
    }
}
