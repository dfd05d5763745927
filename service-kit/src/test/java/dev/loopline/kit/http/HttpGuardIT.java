package dev.loopline.kit.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.loopline.kit.oidc.TestProvider;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class HttpGuardIT {

    @Test
    void letsEverybodyRead() {
        given().get("/probe").then().statusCode(200).body("some_value", equalTo(1));
    }

    @Test
    void refusesAChangeWithoutTheToken() {
        given().post("/probe")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer"))
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("code", equalTo("TOKEN_MISSING_OR_WRONG"));
        given().header("Authorization", "Bearer wrong").post("/probe").then().statusCode(401);
    }

    @Test
    void takesAChangeWithTheToken() {
        authorised().post("/probe").then().statusCode(200);
    }

    @Test
    void logsTheNameOfACallerAndNeverAToken() {
        // Given
        String wrong = "a-wrong-secret-of-somebody";
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(listener);

        // When
        try {
            authorised().post("/probe").then().statusCode(200);
            authorised().get("/probe/broken").then().statusCode(500);
            given().header("Authorization", "Bearer " + wrong)
                    .post("/probe")
                    .then()
                    .statusCode(401)
                    .body(not(containsString(wrong)));
        } finally {
            root.removeHandler(listener);
        }

        // Then
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("Changing call", "/probe"));
        assertThat(lines).noneMatch(line -> line.contains("secret-of"));
    }

    @Test
    void refusesATokenOfAProviderUnlessOneIsConfigured() {
        try (TestProvider provider = new TestProvider()) {
            given().header("Authorization", "Bearer " + provider.token(TestProvider.WITH_ROLE))
                    .post("/probe")
                    .then()
                    .statusCode(401)
                    .body("code", equalTo("TOKEN_MISSING_OR_WRONG"));
        }
    }

    @Test
    void refusesAChangeThatAnotherSiteAsksFor() {
        authorised()
                .header("Origin", "https://elsewhere.example")
                .post("/probe")
                .then()
                .statusCode(403)
                .body("code", equalTo("CROSS_SITE"));
    }

    @Test
    void refusesANameThatAPageOfTheWebLetLeadHere() {
        for (String path : List.of("/probe", "/q/health", "/nowhere")) {
            given().header("Host", "rebound.example:8080")
                    .get(path)
                    .then()
                    .statusCode(403)
                    .contentType(containsString(Problem.MEDIA_TYPE))
                    .body("code", equalTo("HOST_NOT_KNOWN"));
        }
        authorised()
                .header("Host", "rebound.example")
                .header("Origin", "http://rebound.example")
                .post("/probe")
                .then()
                .statusCode(403);
        given().header("Host", "catalog-service:8084").get("/probe").then().statusCode(200);
    }

    @Test
    void saysWhatIsWrong() {
        given().get("/probe/missing")
                .then()
                .statusCode(404)
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("code", equalTo("NO_SUCH_THING"))
                .body("status", equalTo(404));
        given().get("/probe/broken")
                .then()
                .statusCode(500)
                .body("detail", equalTo("the call failed; the log of the service says why"));
        given().get("/nowhere").then().statusCode(404);
    }

    private static RequestSpecification authorised() {
        return given().header("Authorization", "Bearer secret-of-the-test");
    }
}
