package dev.loopline.importer.pages;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not there: a page for a person, a problem for a program. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class UnknownPagesIT {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    @ParameterizedTest
    @CsvSource({
        "/rdagent/nothing, loops",
        "/rdagent/loops/nobody/1, loops",
        "/rdagent/loops/20250107_001/first, loops",
        "/rdagent/factors/999999999, factors",
        "/rdagent/factors/nothing, factors",
        "/rdagent/models/nobody, models",
        "/rdagent/strategies/nobody, strategies",
        "/nothing, loops",
        "/api/v1/rdagent/catalogs/bundles/bundle_nobody_1, loops",
        "/api/v1/rdagent/catalogs/loops/nobody/1/files/factor.py, loops"
    })
    void areAPageWithAWayBackForABrowser(String path, String list) {
        given().accept(BROWSER)
                .header("Accept-Language", "zh-CN")
                .get(path)
                .then()
                .statusCode(404)
                .contentType(startsWith("text/html"))
                .header("Vary", containsString("Accept"))
                .body(allOf(
                        containsString("<html lang=\"zh-CN\">"),
                        containsString("没有找到"),
                        containsString("<nav"),
                        containsString("<a class=\"button\" href=\"/rdagent/" + list + "\">返回列表</a>")));
        given().accept(BROWSER).get(path + "?lang=en").then().statusCode(404).body(containsString("Back to the list"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rdagent/nothing",
                "/rdagent/loops/nobody/1",
                "/rdagent/loops/nobody/1/stages",
                "/rdagent/factors/999999999",
                "/rdagent/models/nobody",
                "/rdagent/strategies/nobody",
                "/nothing",
                "/api/v1/rdagent/catalogs/bundles/bundle_nobody_1"
            })
    void areAProblemForAProgram(String path) {
        for (String accept : new String[] {"application/json", "*/*", "application/json, text/html;q=0.5"}) {
            given().accept(accept)
                    .get(path)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("status", equalTo(404));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rdagent/loops?limit=many", "/rdagent/models?offset=x"})
    void sayThatARequestFailed(String path) {
        given().accept(BROWSER)
                .header("Accept-Language", "zh-CN")
                .get(path)
                .then()
                .statusCode(400)
                .contentType(startsWith("text/html"))
                .body(containsString("请求失败"));
    }
}
