package io.millsight.service.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.millsight.history.Role;
import io.millsight.service.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A person in front of the page, with a browser of their own. Only keys are pressed, unless a method says otherwise. */
final class Reviewer implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("[?&]id=(\\w+)");

    private final TestServer server;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Reviewer(TestServer server, BrowserContext context) {
        this.server = server;
        this.context = context;
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
    }

    /** Opens the page and logs in with the token of a role. */
    static Reviewer loggedIn(TestBrowser browser, TestServer server, Role role) {
        Reviewer reviewer = new Reviewer(
                server, browser.browser().newContext(new Browser.NewContextOptions().setViewportSize(1280, 800)));
        reviewer.page.navigate(server.uri("/").toString());
        reviewer.page.locator("#token").waitFor();
        reviewer.press("Tab");
        reviewer.page.keyboard().type(server.token(role));
        reviewer.press("Enter");
        reviewer.page.locator(".bar").waitFor();
        return reviewer;
    }

    Page page() {
        return page;
    }

    void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    void open(String fragment) {
        page.navigate(server.uri("/" + fragment).toString());
    }

    /** Opens the review and waits for a picture. */
    void openReview() {
        open("#/review");
        awaitPicture();
    }

    void awaitPicture() {
        page.locator("[data-stage] image").waitFor();
        page.waitForURL(ID);
    }

    /** Returns the identifier of the inspection that is shown. */
    String shown() {
        return ID.matcher(page.url())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no picture is shown: " + page.locator("main").textContent()))
                .group(1);
    }

    /** Returns the words of the verdict that is shown. */
    String verdict() {
        return page.locator(".verdict .pill").first().textContent();
    }

    /** Decides with a key and waits for the next picture, or for the end. */
    void decide(String key) {
        String before = shown();
        press(key);
        page.waitForFunction(
                "before => !location.hash.includes(before) && (location.hash.includes('id=') || document.querySelector('.centre h2'))",
                before);
    }

    Locator boxes() {
        return page.locator(".row.defect");
    }

    Locator banner() {
        return page.locator(".banner");
    }

    /** Waits until nothing is on its way to the server. The page tries again after at most half a minute. */
    void awaitSaved() {
        page.waitForFunction(
                "() => (localStorage.getItem('millsight/outbox') ?? '[]') === '[]'",
                null,
                new Page.WaitForFunctionOptions().setTimeout(60_000));
        PlaywrightAssertions.assertThat(banner()).hasCount(0);
    }

    /** What the browser said against the page: errors of scripts, and what the content security policy forbade. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        context.close();
    }
}
