package io.millsight.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page's own modules, tested where they run: in a browser. The tests are JavaScript; each is a test of its own here. */
@ExtendWith(SharedBrowser.class)
class PageModulesTest {

    private static final String ADDRESS = "http://millsight.test";
    private static final String TESTS = "page-tests";

    @TestFactory
    Stream<DynamicTest> theModulesDoWhatTheirTestsSay(TestBrowser browser) {
        try (Page page = browser.browser().newPage()) {
            page.route("**/*", PageModulesTest::answer);
            page.navigate(ADDRESS + "/");
            @SuppressWarnings("unchecked")
            List<Map<String, String>> results = (List<Map<String, String>>)
                    page.evaluate("async () => (await import('/" + TESTS + "/all.js')).run()");
            assertThat(results).isNotEmpty();
            return List.copyOf(results).stream().map(PageModulesTest::asTest);
        }
    }

    private static DynamicTest asTest(Map<String, String> result) {
        return DynamicTest.dynamicTest(
                result.get("name"), () -> assertThat(result.get("failure")).isEmpty());
    }

    /** Serves the modules and their tests from the class path; no server is needed. */
    private static void answer(Route route) {
        String path = URI.create(route.request().url()).getPath();
        if (path.equals("/")) {
            route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<!doctype html>"));
            return;
        }
        try (InputStream file = PageModulesTest.class.getResourceAsStream("/io/millsight/service" + path)) {
            if (file == null) {
                route.fulfill(new Route.FulfillOptions().setStatus(404));
            } else {
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBodyBytes(file.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
