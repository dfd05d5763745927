package dev.loopline.embedded;

import dev.loopline.contracts.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who may use the server: each role by its password (SCRAM) and from this machine, from the first moment on. The superuser's
 * password is random and kept in the data folder, which its owner alone can read. Not safe for use by several threads.
 */
final class DatabaseAccess {

    private static final String RULES = "host all all 127.0.0.1/32 scram-sha-256\n";
    /** For a cluster that an earlier version made, whose superuser has no password yet. */
    private static final String FORMER_RULES = "host all postgres 127.0.0.1/32 trust\n" + RULES;

    private final Path passwordFile;
    private final Path clientFile;
    private final Path rulesFile;
    private final boolean isSet;
    private final String password;

    /** @param isNewCluster whether the cluster is still to be made */
    DatabaseAccess(DataFolder folder, Path cluster, boolean isNewCluster) throws IOException {
        this.passwordFile = folder.resolve("superuser-password");
        this.clientFile = folder.resolve("pgpass");
        this.rulesFile = cluster.resolve("pg_hba.conf");
        boolean isKnown = Files.exists(passwordFile);
        this.password = isKnown ? Files.readString(passwordFile).strip() : RandomPassword.make();
        if (isNewCluster && !isKnown) {
            PrivateFile.write(passwordFile, password);
        }
        this.isSet = isKnown || isNewCluster;
    }

    String superuserPassword() {
        return password;
    }

    /** Holds the superuser's password; the cluster is made with it. */
    Path passwordFile() {
        return passwordFile;
    }

    /** Writes the rules that the server starts with. */
    void writeRules() throws IOException {
        Files.writeString(rulesFile, isSet ? RULES : FORMER_RULES);
    }

    /** @return whether the superuser still needs the password, and the server then the rules that ask for it */
    boolean isToBeSet() {
        return !isSet;
    }

    /** Keeps the password that was just set, and the rules that ask for it. */
    void keep() throws IOException {
        PrivateFile.write(passwordFile, password);
        Files.writeString(rulesFile, RULES);
    }

    /** Writes the file that PostgreSQL's own programs read passwords from when {@code PGPASSFILE} names it. */
    void writeClientFile(int port, String ownerPassword) throws IOException {
        PrivateFile.write(
                clientFile,
                clientLine(port, EmbeddedDatabase.SUPERUSER, password)
                        + clientLine(port, EmbeddedDatabase.USER, ownerPassword));
    }

    private static String clientLine(int port, String role, String password) {
        String escaped = password.replace("\\", "\\\\").replace(":", "\\:");
        return LoopbackPort.HOST + ":" + port + ":*:" + role + ":" + escaped + "\n";
    }
}
