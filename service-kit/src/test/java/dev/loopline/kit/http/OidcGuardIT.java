package dev.loopline.kit.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.loopline.kit.oidc.TestProvider;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that takes tokens of a provider beside its own. */
@QuarkusTest
@TestProfile(OidcGuardIT.WithProvider.class)
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(value = ProviderResource.class, restrictToAnnotatedClass = true)
class OidcGuardIT {

    /** Sets this test's application apart from that of the other tests. */
    public static final class WithProvider implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.idle-timeout", "10M");
        }
    }

    @BeforeEach
    void forgetChanges() {
        ProbeResource.CHANGES.set(0);
    }

    @Test
    void takesAChangeWithATokenOfTheProvider() {
        with("right").post("/probe").then().body("detail", nullValue()).statusCode(200);

        assertThat(ProbeResource.CHANGES).hasValue(1);
    }

    @Test
    void takesAChangeWithATokenOfLooplinesAsBefore() {
        given().header("Authorization", "Bearer secret-of-the-test")
                .post("/probe")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer secret").post("/probe").then().statusCode(401);
        given().post("/probe").then().statusCode(401);
    }

    @Test
    void saysWhoLacksTheRole() {
        with("reader")
                .post("/probe")
                .then()
                .statusCode(403)
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("code", equalTo("ROLE_MISSING"))
                .body("detail", containsString(TestProvider.ROLE));

        assertThat(ProbeResource.CHANGES).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "audience", "issuer", "none"})
    void refusesATokenThatDoesNotCountAndDoesNothing(String token) {
        with(token)
                .post("/probe")
                .then()
                .statusCode(401)
                .contentType(containsString(Problem.MEDIA_TYPE))
                .body("code", equalTo("TOKEN_MISSING_OR_WRONG"))
                .body("detail", containsString("the token does not count: "));

        assertThat(ProbeResource.CHANGES).hasValue(0);
    }

    @Test
    void letsEverybodyReadWhateverTheySend() {
        given().get("/probe").then().statusCode(200);
        with("expired").get("/probe").then().statusCode(200);
        with("right").get("/probe").then().statusCode(200);
    }

    @Test
    void refusesAnotherSiteEvenWithATokenOfTheProvider() {
        with("right")
                .header("Origin", "https://elsewhere.example")
                .post("/probe")
                .then()
                .statusCode(403)
                .body("code", equalTo("CROSS_SITE"));
    }

    private static RequestSpecification with(String token) {
        String text = ConfigProvider.getConfig().getValue("test.token." + token, String.class);
        return given().header("Authorization", "Bearer " + text);
    }
}
