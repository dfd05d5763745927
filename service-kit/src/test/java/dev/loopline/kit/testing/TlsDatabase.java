package dev.loopline.kit.testing;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that lets nobody in without TLS, and a service that checks its certificate and its name. */
public final class TlsDatabase implements QuarkusTestResourceLifecycleManager {

    private @Nullable Path folder;
    private @Nullable EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        folder = TestFolders.make("loopline-tls-database");
        TestCertificates certificates = TestCertificates.in(folder.resolve("certificates"));
        certificates.valid("server");
        database = EmbeddedDatabase.start(DatabaseOptions.in(folder.resolve("database"), "test")
                .withSetting("ssl", "on")
                .withSetting("ssl_cert_file", certificates.certificate("server").toString())
                .withSetting("ssl_key_file", certificates.key("server").toString())
                .withSetting("hba_file", tlsOnly(folder).toString()));
        return Map.of(
                "quarkus.datasource.jdbc.url",
                verified(database.jdbcUrl(), certificates.authority()),
                "quarkus.datasource.username",
                database.user(),
                "quarkus.datasource.password",
                database.password());
    }

    /** The address as {@code docs/operations.md} shows it. */
    public static String verified(String url, Path authority) {
        return url + "?sslmode=verify-full&sslrootcert=" + authority;
    }

    private static Path tlsOnly(Path folder) {
        try {
            return Files.writeString(folder.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
        TestFolders.delete(Objects.requireNonNull(folder));
    }
}
