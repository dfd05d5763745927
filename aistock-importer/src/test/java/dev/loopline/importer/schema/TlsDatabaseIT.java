package dev.loopline.importer.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TestCertificates;
import dev.loopline.kit.testing.TlsDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that lets nobody in without TLS. */
@QuarkusTest
@QuarkusTestResource(value = TlsDatabase.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
class TlsDatabaseIT {

    @Inject
    DataSource source;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @TempDir
    Path folder;

    /** The address without the settings of TLS. */
    private String plainUrl() {
        return url.replaceFirst("\\?.*", "");
    }

    @Test
    void makesItsTablesOverAConnectionWhoseCertificateIsChecked() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("t");
            assertThat(one(statement, "SELECT count(*) FROM aistock_loop_catalog"))
                    .isEqualTo("0");
        }
    }

    @Test
    void waitsForAServerWhoseCertificateNobodyKnows() {
        // Given
        Path another = TestCertificates.in(folder.resolve("another")).authority();

        // When
        SQLException refused = catchThrowableOfType(
                SQLException.class,
                () -> DriverManager.getConnection(TlsDatabase.verified(plainUrl(), another), user, password));

        // Then
        assertThat((Throwable) refused).hasMessageContaining("SSL error");
        assertThat(FailureClassifier.isTransient(refused)).isTrue();
    }

    @Test
    void findsTheServerClosedToWhoSpeaksInTheClear() {
        // When
        SQLException refused = catchThrowableOfType(
                SQLException.class, () -> DriverManager.getConnection(plainUrl() + "?sslmode=disable", user, password));

        // Then
        assertThat((Throwable) refused).hasMessageContaining("no encryption");
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
