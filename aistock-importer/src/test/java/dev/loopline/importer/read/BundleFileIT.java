package dev.loopline.importer.read;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;

import dev.loopline.contracts.event.Bundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.ServedLoop;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class BundleFileIT {

    private static final String BUNDLES = "/api/v1/rdagent/catalogs/bundles/";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.HOME)
    Path home;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @Test
    void servesTheArchiveWholeAndInParts() throws IOException {
        // Given
        Bundle bundle =
                ServedLoop.arrive(brokers, served, SampleLoop.of("ranges", 0)).bundle();
        String address = BUNDLES + bundle.bundleId();
        byte[] all = Files.readAllBytes(home.resolve("rdagent_assets/bundles").resolve(bundle.fileName()));
        String etag = '"' + bundle.sha256().hex() + '"';
        int size = all.length;

        // When / Then
        Response whole = given().get(address);
        whole.then()
                .statusCode(200)
                .contentType("application/gzip")
                .header("ETag", etag)
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "attachment; filename=\"" + bundle.fileName() + '"')
                .header("Content-Length", String.valueOf(size));
        assertThat(whole.asByteArray()).isEqualTo(all);
        given().head(address)
                .then()
                .statusCode(200)
                .header("ETag", etag)
                .header("Content-Length", String.valueOf(size))
                .body(emptyOrNullString());
        given().header("If-None-Match", etag).get(address).then().statusCode(304);

        // And the end of a transfer that broke off
        Response rest =
                given().header("Range", "bytes=100-").header("If-Range", etag).get(address);
        rest.then().statusCode(206).header("Content-Range", "bytes 100-" + (size - 1) + "/" + size);
        assertThat(rest.asByteArray()).isEqualTo(Arrays.copyOfRange(all, 100, size));
        Response middle = given().header("Range", "bytes=10-19").get(address);
        assertThat(middle.asByteArray()).isEqualTo(Arrays.copyOfRange(all, 10, 20));

        // And all of it if it is another archive by now, and nothing behind its end
        given().header("Range", "bytes=100-")
                .header("If-Range", "\"another\"")
                .get(address)
                .then()
                .statusCode(200)
                .header("Content-Length", String.valueOf(size));
        given().header("Range", "bytes=" + size + "-")
                .get(address)
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */" + size)
                .body("code", equalTo("RANGE_NOT_SATISFIABLE"));
    }

    @Test
    void servesNoArchiveThatIsNotWhole() throws IOException {
        // Given
        Bundle bundle =
                ServedLoop.arrive(brokers, served, SampleLoop.of("cut", 0)).bundle();
        Path archive = home.resolve("rdagent_assets/bundles").resolve(bundle.fileName());

        // When
        Files.delete(served.resolve(bundle.bundleId())); // else the importer fetches it again at once
        Files.write(archive, new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);

        // Then
        given().get(BUNDLES + bundle.bundleId()).then().statusCode(404);
    }
}
