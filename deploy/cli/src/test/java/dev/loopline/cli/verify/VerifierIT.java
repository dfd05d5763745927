package dev.loopline.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.kit.http.TokenGuard;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check holds on stores that agree, and fails when just its own statement is broken. */
class VerifierIT {

    @TempDir
    static Path databaseFolder;

    private static EmbeddedDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.start(DatabaseOptions.in(databaseFolder, "secret"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    interface Damage {
        void to(CraftedWorld world) throws Exception;
    }

    @Test
    void passesWhatAgrees() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(results.keySet())
                    .containsExactlyElementsOf(Stream.concat(
                                    IntStream.rangeClosed(1, 26).mapToObj(n -> "V" + n),
                                    IntStream.rangeClosed(1, 5).mapToObj(n -> "T" + n))
                            .toList());
            Map<String, String> words = Map.of("V2", "explained", "V7", "explained", "V25", "n/a");
            results.forEach((id, result) ->
                    assertThat(result.word()).as("%s %s", id, result).isEqualTo(words.getOrDefault(id, "passed")));
            assertThat(results.get("V7").detail())
                    .isEqualTo("1 loops with result, 1 bundle rows, 1 explained (NO_RESULT 1)");
            for (String counts : List.of("T1", "V11")) {
                assertThat(results.get(counts).detail()).isEqualTo("1 factors, 1 models, 1 strategies, 1 loops");
            }
            for (String coverage : List.of("V8", "V13")) {
                assertThat(results.get(coverage).detail())
                        .as(coverage)
                        .isEqualTo("with asset_bundle_id: 1 of 1 factors (100.0%), 1 of 1 models (100.0%),"
                                + " 1 of 1 strategies (100.0%), 1 of 1 loops (100.0%)");
            }
            assertThat(results.get("V6").detail()).isEqualTo("1 archives");
            assertThat(results.get("V21").detail()).isEqualTo("1 archives opened");
        }
    }

    @Test
    void answersOverHttp() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop();
                VerifyServer server = VerifyServer.start(world.endpoints(), 0, guard(""))) {
            // When
            HttpResponse<String> whole = ask(server.url(), "GET");
            Path other = Files.createDirectories(world.workspace().resolveSibling("workspace_ws_9"));
            Files.writeString(other.resolve("feedback.json"), "{}");
            HttpResponse<String> last = ask(server.url(), "GET");
            HttpResponse<String> anew = ask(server.url(), "POST");
            HttpResponse<String> changing = ask(server.url(), "DELETE");
            HttpResponse<String> elsewhere = ask(server.url() + "/V1", "GET");

            // Then
            assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
            JsonNode answer = Json.mapper().readTree(whole.body());
            assertThat(answer.path("failed")).isEmpty();
            assertThat(answer.path("checks")).hasSize(31);
            assertThat(answer.path("checks").path(6).path("detail").asText())
                    .startsWith("1 loops with result, 1 bundle rows");
            assertThat(last.body()).isEqualTo(whole.body());
            assertThat(Json.mapper().readTree(anew.body()).path("failed").toString())
                    .contains("V1");
            assertThat(changing.statusCode()).isEqualTo(405);
            assertThat(changing.headers().firstValue("Allow")).contains("GET, POST");
            assertThat(elsewhere.statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: rebound.example:8085",
                "Host: 127.0.0.1\r\nOrigin: http://127.0.0.1",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site",
                "Host: 127.0.0.1\r\nSec-Fetch-Site: same-site"
            })
    void refusesAPageOfAnotherSite(String headers) throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop();
                VerifyServer server = VerifyServer.start(world.endpoints(), 0, guard(""));
                Socket browser =
                        new Socket("127.0.0.1", URI.create(server.url()).getPort())) {
            // When
            String request = "GET /api/verify HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
            browser.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            // Then
            assertThat(new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("CROSS_SITE");
        }
    }

    @Test
    void answersWhileAnotherSendsHalfARequest() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop();
                VerifyServer server = VerifyServer.start(world.endpoints(), 0, guard(""));
                Socket slow = new Socket("127.0.0.1", URI.create(server.url()).getPort())) {
            // Given
            slow.getOutputStream().write("GET /api/verify HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));

            // When
            HttpResponse<String> whole = ask(server.url(), "GET");

            // Then
            assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
        }
    }

    @Test
    void asksForATokenWhereTheServicesDo() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop();
                VerifyServer server = VerifyServer.start(world.endpoints(), 0, guard("ann first,second"))) {
            // When
            HttpResponse<String> without = ask(server.url(), "GET");
            HttpResponse<String> wrong = ask(server.url(), "GET", "Authorization", "Bearer third");
            HttpResponse<String> right = ask(server.url(), "GET", "Authorization", "Bearer second");

            // Then
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(right.statusCode()).as(right.body()).isEqualTo(200);
        }
    }

    @Test
    void isGuardedWhereOnlyAProviderIsConfigured() throws Exception {
        Map<String, String> provider =
                Map.of("issuer", "https://login.example/desk", "audience", "loopline", "role", "operator");
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop();
                VerifyServer server = VerifyServer.start(
                        world.endpoints(), 0, TokenGuard.of("", name -> Optional.ofNullable(provider.get(name))))) {
            // When
            HttpResponse<String> without = ask(server.url(), "POST");
            HttpResponse<String> wrong = ask(server.url(), "POST", "Authorization", "Bearer a.b.c");

            // Then
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).contains("the token does not count");
        }
    }

    private static TokenGuard guard(String tokens) {
        return TokenGuard.of(tokens, name -> Optional.empty());
    }

    @Test
    void saysThatAnEmptyHomeHasNothingToCheck() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database)) {
            // When
            Map<String, CheckResult> results = verify(world);

            // Then: only the catalog files are missing, which are there even for an empty home
            results.forEach((id, result) ->
                    assertThat(result.word() + " " + id).as("%s", result).isIn("n/a " + id, "failed V9", "passed V7"));
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("V1", world -> {
                    Path other = Files.createDirectories(world.workspace().resolveSibling("workspace_ws_9"));
                    Files.writeString(other.resolve("feedback.json"), "{}");
                }),
                damage("V2", world -> {
                    Files.writeString(world.workspace().resolve("factor_perf.json"), "{\"x\":");
                    world.bundle();
                }),
                damage("V3", world -> {
                    Files.writeString(world.workspace().resolve("model_meta.json"), "{}");
                    world.bundle();
                }),
                damage(
                        "V4",
                        world -> replace(world, "factor_meta.json", "\"lookback_days\": 10", "\"lookback_days\": 1.5")),
                damage("V5", world -> replace(world, "strategy_meta.json", "50", "0")),
                damage(
                        "V6",
                        world -> Files.copy(world.archive(), world.archive().resolveSibling("bundle_x_1.tar.gz"))),
                damage(
                        "V7",
                        world -> world.registry("INSERT INTO production_bundles VALUES"
                                + " ('t', 0, 'bundle_t_0', 'production_bundles/bundle_20250107_001_1.tar.gz')")),
                damage(
                        "V7",
                        world -> world.registry("INSERT INTO production_bundles VALUES ('20250107_001', 1,"
                                + " 'bundle_20250107_001_1', 'production_bundles/../log')")),
                damage(
                        "V7",
                        world -> world.registry("INSERT INTO loops VALUES ('lost', 0, 1, NULL, NULL, NULL, NULL)"),
                        "V2",
                        "V24",
                        "T3",
                        "T4"),
                damage("V8", world -> both(world, CatalogKind.MODEL, CraftedWorld.BUNDLE, "bundle_other_1")),
                damage("V9", world -> Files.writeString(world.receivedCatalog(CatalogKind.LOOP), "{\"loops\": []}")),
                damage(
                        "V10",
                        world -> Files.copy(
                                world.cachedArchive(), world.cachedArchive().resolveSibling("bundle_y_1.tar.gz"))),
                damage("V11", world -> both(world, CatalogKind.FACTOR, "\"Momentum\"", "\"Other\"")),
                damage("V11", world -> world.sql("DELETE FROM aistock_strategy_catalog"), "V19"),
                damage("V11", world -> world.sql("DELETE FROM aistock_model_catalog"), "V22"),
                damage("V14", world -> world.sql("UPDATE aistock_factor_catalog SET input_schema = NULL")),
                damage(
                        "V15",
                        world -> world.registry("UPDATE workspaces SET workspace_path ="
                                + " 'log/20250107_001/workspace_ws_1' WHERE workspace_id = 'ws_1'")),
                damage("V16", world -> world.sql("UPDATE aistock_loop_catalog SET asset_bundle_id = 'bundle_other_1'")),
                damage(
                        "V17",
                        world ->
                                world.sql("UPDATE aistock_loop_catalog SET factor_names = '[\"Momentum\", \"Lost\"]'")),
                damage(
                        "V17",
                        world -> world.sql("INSERT INTO aistock_factor_occurrence"
                                + " VALUES ('20250107_001', 1, 'Unnamed', 'abc')")),
                damage("V18", world -> world.sql("UPDATE aistock_model_catalog SET workspace_id = 'ws_of_another'")),
                damage("V19", world -> world.sql("UPDATE aistock_loop_catalog SET strategy_id = 'strategy_lost'")),
                damage("V20", world -> Files.delete(world.workspace().resolve("model.pkl"))),
                damage("V21", world -> Files.writeString(world.cachedFolder().resolve("more.txt"), "x")),
                damage(
                        "V21",
                        world -> Files.writeString(world.cachedFolder().resolve("factor_perf.json"), "{ }"),
                        "V24"),
                damage("V22", world -> world.sql("UPDATE rdagent.loops SET log_dir = NULL")),
                damage("V24", world -> Files.writeString(world.workspace().resolve("feedback.json"), "{\"a\": 1}")),
                damage("V26", CraftedWorld::letSyncTouchRows));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void failsWhatIsBrokenAndNothingElse(String id, Damage damage, List<String> alsoBroken) throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            damage.to(world);

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            List<String> failed = new ArrayList<>();
            results.forEach((check, result) -> {
                if (result instanceof CheckResult.Failed) {
                    failed.add(check);
                }
            });
            assertThat(failed)
                    .as("%s", results)
                    .contains(id)
                    .containsAll(alsoBroken)
                    .hasSize(1 + alsoBroken.size());
            assertThat(((CheckResult.Failed) results.get(id)).offenders()).isNotEmpty();
        }
    }

    @Test
    void failsTheCoverageOfATableWhereARowLostItsBundle() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            world.sql("UPDATE aistock_model_catalog SET asset_bundle_id = NULL");

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(results.get("V12").word()).isEqualTo("failed");
            assertThat(((CheckResult.Failed) results.get("V13")).offenders())
                    .containsExactly("BUNDLE_MISSING: public.aistock_model_catalog: 0 of 1 models (0.0%)");
        }
    }

    @Test
    void failsWhatCannotBeCheckedAndGoesOn() throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given an archive that is cut off in the middle, at both places
            byte[] half = Arrays.copyOf(Files.readAllBytes(world.archive()), 100);
            Files.write(world.archive(), half);
            Files.write(world.cachedArchive(), half);

            // When
            Map<String, CheckResult> results = verify(world);

            // Then
            assertThat(results.get("V21").word()).isEqualTo("failed");
            assertThat(results.get("V23").word()).isEqualTo("failed");
            assertThat(results.get("V24").word()).isEqualTo("passed");
        }
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                cause(
                        "V2",
                        "JSON_INVALID",
                        world -> Files.writeString(world.workspace().resolve("factor_perf.json"), "{\n\"x\":")),
                cause(
                        "V2",
                        "PATH_NOT_CONVERTED",
                        world -> world.registry("UPDATE loops SET workspace_path = 'G:/elsewhere/ws_1'")),
                cause(
                        "V2",
                        "WORKSPACE_MISSING",
                        world -> world.registry(
                                "UPDATE loops SET workspace_path = 'F:/Dev/RD/log/20250107_001/workspace_gone'")),
                cause("V6", "BUNDLE_NOT_FOUND", world -> Files.delete(world.archive())),
                cause(
                        "V7",
                        "NO_PACKABLE_FILES",
                        world -> world.registry("DELETE FROM production_bundles;"
                                + " UPDATE loops SET materialization_error = 'NO_PACKABLE_FILES: nothing to pack'")),
                cause("V7", "BUNDLE_MISSING", world -> world.registry("DELETE FROM production_bundles")),
                cause("V9", "JSON_INVALID", world -> Files.writeString(world.receivedCatalog(CatalogKind.FACTOR), "{")),
                cause("V10", "DIGEST_MISMATCH", world -> Files.writeString(world.cachedArchive(), "other")),
                cause(
                        "V11",
                        "ENTRY_REJECTED",
                        world -> world.sql("INSERT INTO loopline_rejected VALUES"
                                + " ('model', 'm2', 'loop_id', 'NOT_A_NUMBER', 'loop_id is x')")),
                cause(
                        "V13",
                        "SCHEMA_MISMATCH",
                        world -> world.sql("ALTER TABLE aistock_model_catalog RENAME asset_bundle_id TO bundle")),
                cause("V20", "WORKSPACE_MISSING", world -> {
                    FileTrees.delete(world.workspace());
                    Files.createDirectory(world.workspace());
                }),
                cause(
                        "V21",
                        "ARCHIVE_CORRUPT",
                        world -> Files.write(
                                world.cachedArchive(), Arrays.copyOf(Files.readAllBytes(world.cachedArchive()), 100))),
                cause("V23", "NETWORK", CraftedWorld::close),
                cause(
                        "T2",
                        "FIELD_INVALID",
                        world -> both(world, CatalogKind.MODEL, "\"model_config\": {}", "\"model_config\": null")),
                cause(
                        "T4",
                        "FILE_MISSING",
                        world -> Files.writeString(
                                world.cachedFolder().resolve("manifest.json"),
                                "{\"schema_version\": 1, \"primary_assets\": {\"config_relpath\": \"lost.yaml\"}}")),
                cause(
                        "T5",
                        "BUNDLE_MISSING",
                        world -> world.registry("UPDATE loops SET materialization_status = 'failed'")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("causes")
    void saysWhyForMachines(String id, String reason, Damage damage) throws Exception {
        try (CraftedWorld world = new CraftedWorld(folder, database).withOneLoop()) {
            // Given
            damage.to(world);

            // When
            CheckResult result = verify(world).get(id);

            // Then
            assertThat(result).isInstanceOf(CheckResult.Failed.class);
            CheckResult.Failed failed = (CheckResult.Failed) result;
            assertThat(failed.reasons()).as("%s", failed).containsKey(reason);
            assertThat(failed.offenders()).anyMatch(offender -> offender.startsWith(reason + ": "));
        }
    }

    private static Arguments cause(String id, String reason, Damage damage) {
        return Arguments.of(id, reason, damage);
    }

    private static Arguments damage(String id, Damage damage, String... alsoBroken) {
        return Arguments.of(id, damage, List.of(alsoBroken));
    }

    /** Changes a metadata file and packs it, so that only its content is wrong. */
    private static void replace(CraftedWorld world, String file, String from, String to) throws Exception {
        Path path = world.workspace().resolve(file);
        Files.writeString(path, Files.readString(path).replace(from, to));
        world.bundle();
    }

    private static void both(CraftedWorld world, CatalogKind kind, String from, String to) throws Exception {
        for (Path path : List.of(world.producedCatalog(kind), world.receivedCatalog(kind))) {
            Files.writeString(path, Files.readString(path).replace(from, to));
        }
    }

    private static HttpResponse<String> ask(String url, String method, String... header) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofMinutes(1))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (header.length > 0) {
            request.headers(header);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, CheckResult> verify(CraftedWorld world) throws Exception {
        Map<String, CheckResult> results = new LinkedHashMap<>();
        Verifier.run(world.endpoints(), Duration.ZERO, (check, result) -> results.put(check.id(), result));
        return results;
    }
}
