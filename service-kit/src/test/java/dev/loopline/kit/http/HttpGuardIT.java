package dev.loopline.kit.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
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
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("code", equalTo("TOKEN_MISSING_OR_WRONG"));
        given().header("Authorization", "Bearer wrong").post("/probe").then().statusCode(401);
    }

    @Test
    void takesAChangeWithTheToken() {
        authorised().post("/probe").then().statusCode(200);
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
