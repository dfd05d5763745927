package dev.loopline.kit.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a service does with requests that no client of ours sends. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class HostileRequestIT {

    @Test
    void refusesAFieldThatTheCallDoesNotKnow() {
        authorised()
                .contentType(ContentType.JSON)
                .body("{\"task_run_id\": \"a\", \"loop\": 1}")
                .post("/probe/wish")
                .then()
                .statusCode(400)
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("code", equalTo("UNKNOWN_FIELD"))
                .body("detail", equalTo("there is no field 'loop'; the fields are loop_id, task_run_id"));
    }

    @Test
    void namesAFieldThatDoesNotFitAndNoClass() {
        for (String body : List.of("{\"loop_id\": \"x\"}", "{\"loop_id\": {}}", "[1]", "\"x\"", "{")) {
            authorised()
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post("/probe/wish")
                    .then()
                    .statusCode(400)
                    .contentType(containsString(Problem.MEDIA_TYPE))
                    .body("detail", not(containsString("dev.loopline")))
                    .body("detail", not(containsString("java.")));
        }
        authorised()
                .contentType(ContentType.JSON)
                .body("{\"task_run_id\": \"a\\u0000\"}")
                .post("/probe/wish")
                .then()
                .statusCode(400)
                .body("detail", containsString("'task_run_id'"));
    }

    @Test
    void refusesControlCharactersInPathAndQuery() {
        for (String path : List.of(
                "/probe/echo/a%00b",
                "/probe/echo/a%0Ab",
                "/probe/echo/a?filter=%00",
                "/probe/echo/a?%1B=x",
                "/probe/echo/a?filter=%C2%85",
                "/probe/echo/a?filter=%zz",
                "/q/health?x=%00",
                "/%00")) {
            assertThat(answer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 400 ");
        }
        given().urlEncodingEnabled(false)
                .get("/probe/echo/a%20b?filter=%E5%9B%A0%F0%9F%98%80+%25")
                .then()
                .statusCode(200);
    }

    @Test
    void answersEachErrorAsAProblemWithoutAStackTrace() {
        given().get("/nowhere").then().statusCode(404).contentType(containsString(Problem.MEDIA_TYPE));
        given().get("/probe/database")
                .then()
                .statusCode(500)
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("detail", not(containsString("secret")));
        authorised().delete("/probe").then().statusCode(405).contentType(containsString(Problem.MEDIA_TYPE));
        authorised()
                .contentType(ContentType.TEXT)
                .body("x")
                .post("/probe/wish")
                .then()
                .statusCode(415)
                .contentType(containsString(Problem.MEDIA_TYPE));
        given().accept(ContentType.BINARY)
                .get("/probe")
                .then()
                .statusCode(406)
                .contentType(containsString(Problem.MEDIA_TYPE));
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String head = "POST /probe/wish HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret-of-the-test\r\n"
                + "Content-Type: application/json\r\nConnection: close\r\n";
        assertThat(answer(head + "Content-Length: 20000000\r\n\r\n{")).startsWith("HTTP/1.1 413 ");
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        assertThat(answer(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(20) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void refusesAHeaderThatIsTooLarge() {
        assertThat(answer("GET /probe HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(answer("GET /probe/echo/" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.0 414 ");
    }

    /** The test's configuration waits three seconds. */
    @Test
    void hangsUpOnAClientThatDoesNotFinishItsRequest() {
        assertThat(answer("GET /probe HTTP/1.1\r\nHost: local")).isEmpty();
        assertThat(answer("")).isEmpty();
    }

    /** All that the service sends until it hangs up; fails if it does not within the patience. */
    private static String answer(String request) {
        try (Socket client = new Socket("127.0.0.1", RestAssured.port)) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }

    private static RequestSpecification authorised() {
        return given().header("Authorization", "Bearer secret-of-the-test");
    }
}
