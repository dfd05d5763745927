package dev.loopline.importer.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.ServedLoop;
import dev.loopline.importer.sample.Tables;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.samples.CatalogRows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the pages behave in a browser; see {@link PagePicturesIT} for how they look. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {

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
    private Page page;

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
    void open() {
        window = new Window(browser, root);
        page = window.page();
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void showsALoopFromTheListToItsCode() throws IOException, SQLException {
        // Given
        Tables.clear(database);
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("20250107_001", 1)
                        .metrics("{\"IC\": 0.0, \"Rank IC\": 0.05}")
                        .factor("feature_MOM_10D", "Mean($close, 10)"));

        // When
        window.visit("/rdagent/loops");
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions()
                                .setName("20250107_001-loop1")
                                .setExact(true))
                .click();

        // Then: zero is shown as zero and nothing as –
        assertThat(page.locator("h1")).hasText("20250107_001-loop1");
        assertThat(page.locator(".figures div").nth(3)).containsText("0.0");
        assertThat(page.locator(".figures div").nth(5)).containsText("–");
        assertThat(page.locator(".stages li")).hasCount(8);
        assertThat(page.locator(".stages li.done")).hasCount(8);
        assertThat(page.locator(".stages li").first()).containsText("RD-Agent 开始");
        assertThat(page.locator(".stages li").nth(2)).containsText("修订 1");
        assertThat(page.locator("svg.chart polyline")).hasCount(4);

        // And code is fetched when it is opened, as text
        page.getByText("factor.py", new Page.GetByTextOptions().setExact(false))
                .first()
                .click();
        assertThat(page.locator("details[open] pre")).containsText("return \"<b>动量</b>\"");
        window.look("loop-open-zh");

        // And in the other language, which stays
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("English"))
                .click();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator("#stages")).hasText("Stages");
        window.visit("/rdagent/factors");
        assertThat(page.locator("h1")).hasText("Factors");
        page.locator("tbody th a").first().click();
        assertThat(page.locator("pre code")).containsText("calculate_MOM_10D");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void showsWhenALoopReachedWhichStage() throws IOException, SQLException {
        // Given catalog-service tells when the events were published, of an older revision as well
        Tables.clear(database);
        ServedLoop.arrive(brokers, served, SampleLoop.of("20250107_001", 41));
        Files.writeString(served.resolve("41"), """
                {"stages": [
                 {"stage": "WorkspaceRegistered", "state": "passed", "revision": 1, "published_at": "2026-01-14T02:11:10Z"},
                 {"stage": "LoopBackfilled", "state": "passed", "revision": 1, "published_at": "2026-01-14T02:11:11.5Z"},
                 {"stage": "BundleCreated", "state": "passed", "revision": 1, "published_at": "2026-01-14T02:11:12.6Z"},
                 {"stage": "CatalogUpdated", "state": "passed", "revision": 7, "published_at": "2026-01-14T02:11:13.7Z"},
                 {"stage": "LoopImported", "state": "not-found"}]}""");

        // When
        window.visit("/rdagent/loops/20250107_001/41");

        // Then
        Locator stages = page.locator(".stages li");
        assertThat(stages.nth(3)).containsText("2026-01-14 02:11:11");
        assertThat(stages.nth(4)).containsText("2026-01-14 02:11:12");
        assertThat(stages.nth(5).locator(".when")).hasText("–");
        assertThat(stages.nth(5).locator(".when")).hasAttribute("title", "没有记录时间");
        assertThat(stages.nth(6).locator("time")).hasText(Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"));
        window.look("stages-zh");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void showsTheCoefficientsOfFactorsAndWhichAreNotKnown() throws IOException, SQLException {
        // Given
        Tables.clear(database);
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("20250107_001", 1).factorIc(0.0423).factor("feature_MOM_10D", "Mean($close, 10)"));
        ServedLoop.arrive(
                brokers, served, SampleLoop.of("20250107_001", 2).factorIc(null).factor("VOL_5D", "Std($close, 5)"));

        // When / Then: of a loop
        window.visit("/rdagent/loops/20250107_001/1");
        Locator cells = page.locator("section[aria-labelledby=loop-factors] tbody tr")
                .first()
                .locator("td.n");
        assertThat(cells).hasText(new String[] {"1.23", "15.00%", "-10.00%", "0.0423", "0.0500", "0.3100"});
        window.visit("/rdagent/loops/20250107_001/2");
        cells = page.locator("section[aria-labelledby=loop-factors] tbody tr")
                .first()
                .locator("td.n");
        assertThat(cells.nth(3)).hasText("–");
        assertThat(cells.nth(3)).hasAttribute("title", "没有记录");

        // And in the list, sorted, and on the pages of the factors
        window.visit("/rdagent/factors?sort_by=ic&sort_order=desc");
        assertThat(page.locator("tbody tr").first()).containsText("0.0423");
        page.locator("tbody th a").first().click();
        assertThat(page.locator(".figures div").nth(3)).containsText("0.0423");
        assertThat(page.locator(".figures div").nth(4)).containsText("0.0500");
        assertThat(page.locator("section[aria-labelledby=occurs] tbody td.n").nth(5))
                .hasText("0.3100");
        window.look("factor-ic-zh");
        window.visit("/rdagent/factors?sort_by=ic&sort_order=desc");
        page.locator("tbody th a").last().click();
        assertThat(page.locator(".figures div").nth(3)).containsText("–");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void isUsableWithTenThousandRows() throws SQLException {
        // Given
        Tables.clear(database);
        write(10_000);
        window.visit("/rdagent/loops");
        assertThat(page.locator("#count")).containsText("10000 条");

        // When: best first, then the next page, by keyboard
        page.locator("#sort-sharpe").focus();
        page.keyboard().press("Enter");

        // Then
        assertThat(page.locator("th[aria-sort=descending]")).hasText("夏普");
        assertThat(page).hasURL(Pattern.compile(".*sort_by=sharpe&sort_order=desc.*"));
        assertThat(page.locator("tbody tr").first().locator("td.n").first()).hasText("2.00");
        assertThat(page.locator("#sort-sharpe")).isFocused();
        page.locator("#next").click();
        assertThat(page.locator("#count")).containsText("51");

        // And typing narrows, keeps the order, and can be taken back
        page.locator("#q").fill("attempt 777");
        assertThat(page.locator("#count")).containsText("11 条");
        assertThat(page).hasURL(Pattern.compile(".*q=attempt%20777.*sort_by=sharpe.*"));
        page.goBack();
        assertThat(page.locator("#count")).containsText("10000");
        page.locator("#action").selectOption("model");
        assertThat(page.locator("#count")).containsText("3334");

        window.visit("/rdagent/loops?sort_by=sharpe&sort_order=asc&offset=9950");
        assertThat(page.locator("tbody tr").last().locator("td.n").first()).hasText("–");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void marksTheStrategiesOfTheSelectionCenterAndNamesWhatIsMissing() throws SQLException {
        // Given: the sample rows say nothing of an example workspace
        Tables.clear(database);
        write(2);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE aistock_strategy_catalog SET in_selection_center = true WHERE loop_id = 1");
        }

        // When / Then
        window.visit("/rdagent/strategies");
        assertThat(page.locator("tbody .badge")).hasCount(1);
        assertThat(page.locator("tbody tr").first()).containsText("选股中心");
        page.locator("tbody th a").first().click();
        assertThat(page.locator(".absent")).containsText("workspace_example");
        assertThat(page.locator("details")).hasCount(1);
    }

    @Test
    void skipsToTheContentByKeyboard() {
        // Given
        window.visit("/rdagent/factors");

        // When
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");

        // Then
        assertThat(page.locator("#main")).isFocused();
    }

    @Test
    void syncsAtTheButtonAndShowsTheRun() {
        // Given
        window.visit("/rdagent/sync");

        // When
        page.locator("#start").click();

        // Then
        assertThat(page.locator("#last + p .badge, .run .badge").first())
                .hasText(Pattern.compile("成功|失败"), new LocatorAssertions.HasTextOptions().setTimeout(30_000));
        assertThat(page.locator("section[aria-labelledby=last] tbody th"))
                .hasText(new String[] {"循环", "因子", "模型", "策略", "Alpha158", "Alpha360"});
        assertThat(page.locator("section[aria-labelledby=history] tbody tr").first())
                .isVisible();
        window.look("sync-zh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops", "factors", "models", "strategies"})
    void syncsAtTheButtonOfEachCatalog(String catalog) {
        // Given
        window.visit("/rdagent/" + catalog);

        // When
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("同步 Catalog"))
                .click();

        // Then
        Locator run = page.locator("#sync .run");
        assertThat(run.locator(".badge"))
                .hasText(Pattern.compile("成功|失败"), new LocatorAssertions.HasTextOptions().setTimeout(30_000));
        assertThat(run).not().containsText(Pattern.compile("fetching|importing|reconciling|done"));
        assertThat(page).hasURL(Pattern.compile("/rdagent/" + catalog));
    }

    @Test
    void asksForTheTokenOnceAndSendsItAgain() {
        // Given: a service that wants a token
        List<Map<String, String>> sent = new ArrayList<>();
        page.route("**/api/rdagent/catalog/sync", route -> {
            sent.add(route.request().allHeaders());
            if (route.request().headers().containsKey("authorization")) {
                route.resume();
            } else {
                route.fulfill(new Route.FulfillOptions().setStatus(401).setBody("{}"));
            }
        });
        window.visit("/rdagent/sync");

        // When
        page.locator("#start").click();
        window.look("token-zh");
        page.getByLabel("令牌", new Page.GetByLabelOptions().setExact(true)).fill("secret");
        page.keyboard().press("Enter");

        // Then
        assertThat(page.locator("#token")).isHidden();
        page.waitForCondition(() -> sent.size() == 2);
        assertThat(sent.get(1)).containsEntry("authorization", "Bearer secret");
        window.visit("/rdagent/sync");
        page.locator("#start").click();
        page.waitForCondition(() -> sent.size() == 3);
        assertThat(sent.get(2)).containsEntry("authorization", "Bearer secret");
    }

    @Test
    void retriesADeadLetter() throws IOException {
        // Given
        try (TopicTap tap = new TopicTap(brokers, Topics.deadLetter("aistock-importer"))) {
            tap.send(
                    EventType.CATALOG_UPDATED.topic(),
                    "letter/1".getBytes(StandardCharsets.UTF_8),
                    "{".getBytes(StandardCharsets.UTF_8),
                    Map.of(CloudEventHeaders.TYPE, EventType.CATALOG_UPDATED.ceType()));
            tap.await(1, record -> new String(record.key(), StandardCharsets.UTF_8).equals("letter/1"));
            window.visit("/rdagent/sync");
            Locator row = page.locator("#letters tbody tr").filter(new Locator.FilterOptions().setHasText("letter/1"));

            // When
            row.first().getByRole(AriaRole.BUTTON).click();

            // Then: it was sent, failed once more, and lies here twice
            assertThat(row.first()).containsText("已送回 " + EventType.CATALOG_UPDATED.topic());
            tap.await(2, record -> new String(record.key(), StandardCharsets.UTF_8).equals("letter/1"));
        }
        window.look("letters-zh");
    }

    private void write(int loops) throws SQLException {
        try (Connection connection = database.getConnection()) {
            CatalogRows.write(connection, loops);
        }
    }
}
