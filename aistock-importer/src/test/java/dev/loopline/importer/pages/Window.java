package dev.loopline.importer.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A window of the browser, Chinese, under a strict content security policy, that notes what the browser complains of. */
final class Window implements AutoCloseable {

    private static final int WIDTH = 1400;
    private static final int HEIGHT = 900;
    private static final Path PICTURES = Path.of("target/screenshots");

    /**
     * In the page itself, and only what is wrong: the library's own way opens a second page and carries home what is right,
     * of every element, which takes ten times as long. Rows of a table are written by one template: the first dozen has
     * each kind of row (see {@code CatalogRows}), and the other rows say nothing new.
     */
    private static final String BROKEN_RULES =
            "async () => (await axe.run({exclude: ['#results tbody tr:nth-child(n+13)']},"
                    + " {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}, resultTypes: ['violations']}))"
                    + ".violations.map(rule => rule.id + ': ' + rule.nodes[0].html)";

    private static final String AXE = AxeBuilder.getAxeScript();

    private final String root;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Window(Browser browser, URL root) {
        this.root = root.toString().replaceAll("/$", "");
        context = browser.chromium()
                .newContext(new NewContextOptions().setLocale("zh-CN").setViewportSize(WIDTH, HEIGHT));
        context.route(url -> url.contains("/rdagent"), Window::strictly);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    Page page() {
        return page;
    }

    void visit(String path) {
        page.navigate(root + path);
    }

    /**
     * No rule of WCAG 2.1 A or AA that axe knows is broken; and a picture to be looked at, of all of the page, or of what is
     * seen while a dialog covers it.
     */
    void look(String name) {
        PlaywrightAssertions.assertThat(page.locator("[hx-trigger=load] > .empty > a"))
                .hasCount(0);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(!page.locator("dialog[open]").isVisible()));
        page.evaluate(AXE);
        assertThat(page.evaluate(BROKEN_RULES)).as(name).isEqualTo(List.of());
    }

    /** The same page on a telephone: nothing reaches out of it but what scrolls by itself. */
    void lookNarrow(String name) {
        page.setViewportSize(390, 844);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + "-narrow.png"))
                .setFullPage(true));
        assertThat((int) page.evaluate("() => document.documentElement.scrollWidth"))
                .as(name)
                .isLessThanOrEqualTo(390);
        page.setViewportSize(WIDTH, HEIGHT);
    }

    /** Errors on the console: scripts that failed, and what the policy forbade. */
    List<String> complaints() {
        return complaints;
    }

    /** Leaves the page first: a request that is still on its way would find a closed context, and fail the test that is over. */
    @Override
    public void close() {
        page.navigate("about:blank");
        context.close();
    }

    /** As the service answers, under the strictest policy that it may set. */
    private static void strictly(Route route) {
        if (!route.request().resourceType().equals("document")) {
            route.resume();
            return;
        }
        APIResponse answer = route.fetch();
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put("content-security-policy", "default-src 'self'; frame-ancestors 'none'");
        route.fulfill(new Route.FulfillOptions().setResponse(answer).setHeaders(headers));
    }
}
