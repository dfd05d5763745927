package dev.loopline.importer.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.LoadState;
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
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No English word is on a Chinese page, but names, what is marked as a name, an identifier, code or a quote in another language, and the
 * field's standard terms.
 */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChinesePagesIT {

    private static final Set<String> TERMS = Set.of(
            "IC",
            "ICIR",
            "Rank",
            "SHA",
            "RD",
            "Agent",
            "AIstock",
            "Catalog",
            "Qlib",
            "Alpha",
            "KiB",
            "MiB",
            "B",
            "s",
            "tar",
            "gz",
            "ret_schema",
            "json",
            "YAML",
            "UTC");

    /** Texts and the attributes that people read or hear, with the Latin words in them. */
    private static final String WORDS = """
            () => {
              const quoted = 'code, pre, script, style, .id, .said dd, [translate=no], [lang]:not(html)';
              const words = [];
              const take = (text, element) => {
                if (text && !element.closest(quoted)) {
                  for (const word of text.match(/[A-Za-z_]+/g) || []) words.push(word + ' in <' + element.tagName.toLowerCase() + '> ' + text.trim());
                }
              };
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let node = walk.nextNode(); node; node = walk.nextNode()) take(node.data, node.parentElement);
              for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt], [data-text]')) {
                for (const name of ['aria-label', 'placeholder', 'alt', 'data-text']) take(element.getAttribute(name), element);
              }
              take(document.title.replace(/^.* · /, ''), document.body);
              return words;
            }""";

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
    void haveNoEnglishWordWhereThereIsNothing() {
        for (String path : List.of("loops", "factors", "models", "strategies", "sync", "nothing", "loops?q=nothing")) {
            assertChinese("/rdagent/" + path);
        }
    }

    @Test
    void haveNoEnglishWordWhereThereIsEverything() throws IOException, SQLException {
        // Given
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("20250107_001", 1)
                        .metrics("{\"IC\": 0.0, \"Rank IC\": 0.05}")
                        .factor("feature_MOM_10D", "Mean($close, 10)"));
        ServedLoop.arrive(
                brokers, served, SampleLoop.of("20250107_001", 2).factor("feature_MOM_10D", "Mean($close, 20)"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    UPDATE aistock_loop_catalog SET readiness = '["METRICS_MISSING", "FACTOR_PERF_NOT_WRITTEN"]', status = 'failed',
                        decision = false WHERE loop_id = 1;
                    UPDATE aistock_strategy_catalog SET in_selection_center = true;
                    INSERT INTO loopline_rejected (task_run_id, loop_id, kind, entry_key, field, reason, message, at)
                    VALUES ('20250107_001', 1, 'model', 'm1', 'model_id', 'FIELD_MISSING', 'the entry has no model_id', now());
                    INSERT INTO loopline_sync_run (state, phase, progress, started_at, finished_at, last_error)
                    SELECT state, phase, 0.5, now(), now(), 'catalog-service does not answer'
                    FROM unnest(ARRAY['success', 'partial', 'failed', 'running']) AS state,
                         unnest(ARRAY['fetching_catalogs', 'importing', 'reconciling', 'importing_meta', 'done']) AS phase;
                    """);
        }
        try (TopicTap tap = new TopicTap(brokers, Topics.deadLetter("aistock-importer"))) {
            tap.send(
                    EventType.CATALOG_UPDATED.topic(),
                    "20250107/1".getBytes(StandardCharsets.UTF_8),
                    "{".getBytes(StandardCharsets.UTF_8),
                    Map.of(CloudEventHeaders.TYPE, EventType.CATALOG_UPDATED.ceType()));
            tap.await(1, record -> new String(record.key(), StandardCharsets.UTF_8).equals("20250107/1"));
        }

        // When / Then
        for (String list : List.of("loops", "factors", "models", "strategies")) {
            assertChinese("/rdagent/" + list);
            window.page().locator("tbody th a").first().click();
            assertThat(window.page().locator(".figures").first()).isVisible();
            assertChinese(null);
        }
        assertChinese("/rdagent/loops/20250107_001/2");
        window.visit("/rdagent/sync");
        assertThat(window.page().locator("#letters tbody tr").first()).isVisible();
        assertChinese(null);
        window.look("words-sync-zh");
    }

    /** @param path null for the page that is open */
    @SuppressWarnings("unchecked")
    private void assertChinese(@Nullable String path) {
        if (path != null) {
            window.visit(path);
        }
        window.page().waitForLoadState(LoadState.NETWORKIDLE);
        assertThat(window.page().locator("html")).hasAttribute("lang", "zh-CN");
        Set<String> english = new TreeSet<>();
        for (String found : (List<String>) window.page().evaluate(WORDS)) {
            if (!TERMS.contains(found.substring(0, found.indexOf(' ')))) {
                english.add(found);
            }
        }
        assertThat(english).as(window.page().url()).isEmpty();
    }
}
