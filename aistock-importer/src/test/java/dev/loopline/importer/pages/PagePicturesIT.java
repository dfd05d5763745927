package dev.loopline.importer.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.ServedLoop;
import dev.loopline.importer.sample.Tables;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.samples.CatalogRows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every page in both languages: with nothing, with one loop, with ten thousand. Screenshots go to {@code
 * target/screenshots}.
 */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagePicturesIT {

    private static final List<String> CATALOGS = List.of("loops", "factors", "models", "strategies");
    private static final List<String> LANGUAGES = List.of("zh", "en");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @TestHTTPResource("/")
    URL root;

    @Inject
    DataSource database;

    private Browser browser;
    private Window window;

    @BeforeAll
    void start() {
        browser = Browser.start();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        Tables.clear(database);
        window = new Window(browser, root);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void withNothing() {
        for (String language : LANGUAGES) {
            for (String catalog : CATALOGS) {
                window.visit("/rdagent/" + catalog + "?lang=" + language);
                assertThat(window.page().locator(".empty"))
                        .containsText(language.equals("zh") ? "还没有数据" : "Nothing here yet");
                window.look("empty-" + catalog + "-" + language);
            }
            window.visit("/rdagent/sync?lang=" + language);
            window.look("empty-sync-" + language);
        }
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void withOneLoop() throws IOException {
        // Given
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("20250107_001", 1)
                        .metrics("{\"IC\": 0.0, \"Rank IC\": 0.05}")
                        .factor("feature_MOM_10D", "Mean($close, 10)"));

        // When / Then
        lookAtAll("one", "?lang=");
        for (String language : LANGUAGES) {
            for (String path : List.of("loops", "loops/20250107_001/1", "factors", "models", "strategies", "sync")) {
                window.visit("/rdagent/" + path + "?lang=" + language);
                window.lookNarrow("one-" + path.replace('/', '-') + "-" + language);
            }
            window.visit("/rdagent/factors");
            window.page().locator("tbody th a").first().click();
            assertThat(window.page().locator(".figures")).isVisible();
            window.lookNarrow("one-factor-" + language);
        }
    }

    @Test
    void withAnAddressThatIsUnknown() {
        for (String language : LANGUAGES) {
            window.visit("/rdagent/nothing?lang=" + language);
            assertThat(window.page().locator(".button")).isVisible();
            window.look("unknown-" + language);
            window.lookNarrow("unknown-" + language);
        }
    }

    @Test
    void withTenThousandLoops() throws SQLException {
        // Given
        try (Connection connection = database.getConnection()) {
            CatalogRows.write(connection, 10_000);
        }

        // When / Then
        lookAtAll("many", "?sort_by=sharpe&sort_order=desc&lang=");
        window.visit("/rdagent/sync?lang=en");
        window.look("many-sync-en");
    }

    /** Each list, and the entry that stands first in it. */
    private void lookAtAll(String amount, String query) {
        for (String language : LANGUAGES) {
            for (String catalog : CATALOGS) {
                window.visit("/rdagent/" + catalog + query + language);
                assertThat(window.page().locator("#count")).containsText(language.equals("zh") ? "条" : "of");
                window.look(amount + "-" + catalog + "-" + language);
                window.page().locator("tbody th a").first().click();
                assertThat(window.page().locator(".figures")).isVisible();
                window.look(amount + "-" + catalog + "-entry-" + language);
            }
        }
        assertThat(window.complaints()).isEmpty();
    }
}
