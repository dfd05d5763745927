package dev.loopline.backfill.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.samples.WrittenLoop;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files of loops are handed out to who has the token, and no other file is. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(TestHome.class)
@TestProfile(FilesResourceIT.WithToken.class)
class FilesResourceIT {

    private static final String LOOK = "/api/files/look";
    private static final String CONTENT = "/api/files/content";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker = "";

    private TopicTap tap;
    private LoopBackfilled loop;
    private String folder;
    private LoopFile file;
    private Path onDisk;

    public static class WithToken implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.http.token", "bundler s3cret-of-the-bundlers");
        }
    }

    @BeforeEach
    void backfill() {
        tap = new TopicTap(broker, EventType.LOOP_BACKFILLED.topic());
        WrittenLoop written = TestHome.written().withResult().get(0);
        tap.publish(Registrations.of(TestHome.folder(), written, false), "workspace-watcher");
        loop = tap.awaitEvent(
                EventType.LOOP_BACKFILLED, LoopBackfilled.class, new LoopKey(written.taskRunId(), written.loopId()), 1);
        Workspace primary = loop.primaryWorkspace();
        folder = String.valueOf(primary.homeRelativePath());
        file = loop.files().stream()
                .filter(one -> primary.workspaceId().equals(one.workspaceId()) && one.sizeBytes() > 30)
                .findFirst()
                .orElseThrow();
        onDisk = TestHome.folder().resolve(folder).resolve(file.path());
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void everyCallNeedsTheToken() {
        // When, Then
        for (RequestSpecification stranger : List.of(given(), given().auth().oauth2("wrong"))) {
            assertThat(named(stranger, folder, file.path()).get(CONTENT).statusCode())
                    .isEqualTo(401);
        }
        assertThat(given().contentType("application/json")
                        .body("{\"workspace\": null, \"files\": []}")
                        .post(LOOK)
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().get("/api/status").statusCode()).isEqualTo(200);
    }

    @Test
    void aFileThatAnEventNamesIsSeenAndReadInParts() throws IOException {
        // Given
        byte[] content = Files.readAllBytes(onDisk);

        // When
        Response seen = look(folder, file.path());
        String version = seen.jsonPath().getString("files[0].version");
        Response whole = named(known(), folder, file.path()).get(CONTENT);
        Response part = named(known(), folder, file.path())
                .header("Range", "bytes=5-")
                .header("If-Match", '"' + version + '"')
                .get(CONTENT);

        // Then
        assertThat(seen.jsonPath().getString("workspace.state")).isEqualTo("THERE");
        assertThat(seen.jsonPath().getString("files[0].is")).isEqualTo("PRESENT");
        assertThat(seen.jsonPath().getLong("files[0].size_bytes")).isEqualTo(content.length);
        assertThat(whole.asByteArray()).isEqualTo(content);
        assertThat(whole.header("Content-Length")).isEqualTo(String.valueOf(content.length));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(content, 5, content.length));
    }

    @Test
    void noOtherFileIsHandedOut() throws IOException {
        // Given
        Files.writeString(TestHome.folder().resolve(".env"), "KEY=secret");
        Files.writeString(TestHome.folder().resolve(folder).resolve("not_announced.txt"), "secret");
        List<List<String>> strangers = List.of(
                List.of("", ".env"),
                List.of("", "RDagentDB/registry.sqlite"),
                List.of(folder, "not_announced.txt"),
                List.of(folder, "../" + Path.of(folder).getFileName() + "/" + file.path()),
                List.of(folder + "/.", file.path()),
                List.of("/etc", "passwd"),
                List.of("", "/etc/passwd"),
                List.of(folder, ""),
                List.of("", ""));

        // When, Then
        for (List<String> name : strangers) {
            Response answer = named(known(), name.get(0), name.get(1)).get(CONTENT);
            assertThat(answer.statusCode()).as("%s", name).isEqualTo(404);
            assertThat(answer.jsonPath().getString("code")).isEqualTo("NOT_ANNOUNCED");
            assertThat(look(name.get(0), name.get(1)).asString()).contains("NOT_ANNOUNCED");
        }
    }

    @Test
    void aFileThatBecameALinkOrChangedIsNotHandedOut() throws IOException {
        // Given
        String version = look(folder, file.path()).jsonPath().getString("files[0].version");
        byte[] content = Files.readAllBytes(onDisk);
        Path aside = TestHome.folder().resolve("aside");

        try {
            // When
            Files.writeString(onDisk, "another content");
            Response changed = named(known(), folder, file.path())
                    .header("If-Match", '"' + version + '"')
                    .get(CONTENT);
            Files.move(onDisk, aside);
            Response gone = named(known(), folder, file.path()).get(CONTENT);
            Files.createSymbolicLink(onDisk, aside);
            Response link = named(known(), folder, file.path()).get(CONTENT);

            // Then
            assertThat(changed.statusCode()).isEqualTo(412);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(gone.jsonPath().getString("code")).isEqualTo("GONE");
            assertThat(link.statusCode()).isEqualTo(404);
            assertThat(link.jsonPath().getString("code")).isEqualTo("LINK");
        } finally {
            Files.deleteIfExists(onDisk);
            Files.deleteIfExists(aside);
            Files.write(onDisk, content);
        }
    }

    private Response look(String in, String path) {
        return known().contentType("application/json")
                .body(Map.of("workspace", folder, "files", List.of(Map.of("folder", in, "path", path))))
                .post(LOOK);
    }

    private static RequestSpecification known() {
        return given().auth().oauth2("s3cret-of-the-bundlers");
    }

    private static RequestSpecification named(RequestSpecification call, String folder, String path) {
        return call.queryParam("folder", folder).queryParam("path", path);
    }
}
