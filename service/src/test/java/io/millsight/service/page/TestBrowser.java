package io.millsight.service.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium of this computer, without a window. Tests are skipped with a message where there is none. */
final class TestBrowser implements AutoCloseable {

    /** Names the program, for computers where it lies elsewhere. */
    private static final String PROPERTY = "millsight.chromium";

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    /** A browser in a test asks nobody but the server of the test. */
    private static final List<String> ARGUMENTS =
            List.of("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update");

    private final Playwright playwright;
    private final Browser browser;

    private TestBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts the browser, or skips the test. */
    static TestBrowser startOrSkip() {
        Optional<Path> program = program();
        Assumptions.assumeTrue(
                program.isPresent(),
                "there is no Chromium at " + PLACES + "; name one with -D" + PROPERTY + "=FILE to run this test");
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.orElseThrow())
                        .setArgs(ARGUMENTS));
        return new TestBrowser(playwright, browser);
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.ofNullable(System.getProperty(PROPERTY)), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
