package io.millsight.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The thresholds in a real browser on a real server; only the model is a stand-in. */
@ExtendWith(SharedBrowser.class)
class ThresholdsPageTest {

    private final TestBrowser browser;

    @TempDir
    private Path folder;

    private TestServer server;

    ThresholdsPageTest(TestBrowser browser) {
        this.browser = browser;
    }

    /** One picture whose box of score 0.9 is right, and one whose box of score 0.9 is a false alarm. */
    @BeforeEach
    void startServer() throws Exception {
        server = TestServer.ready(folder);
        review(upload(1, "C1"), "accept");
        review(upload(2, "C2"), "clean");
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void theFiguresFollowTheSliderAndWhatIsSavedDecidesAboutTheNextPicture() throws Exception {
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
            anna.open("#/thresholds");
            Locator row = anna.page().locator(".limit", new Page.LocatorOptions().setHasText("scratches"));
            PlaywrightAssertions.assertThat(figure(row, "Escapes")).hasText("0 of 1");
            PlaywrightAssertions.assertThat(figure(row, "Overkill")).hasText("1");
            PlaywrightAssertions.assertThat(figure(row, "Held coils")).hasText("2");

            Locator slider = row.locator("input[type=range]");
            slider.focus();
            anna.press("End");
            PlaywrightAssertions.assertThat(figure(row, "Escapes")).containsText("1 of 1");
            PlaywrightAssertions.assertThat(figure(row, "Overkill")).containsText("0");
            PlaywrightAssertions.assertThat(figure(row, "F1")).containsText("0.00");
            PlaywrightAssertions.assertThat(figure(row, "Held coils")).containsText("was 2");
            anna.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
            PlaywrightAssertions.assertThat(row.locator(".scale b")).hasText("0.95");

            Locator save = anna.page().locator(".save .primary");
            PlaywrightAssertions.assertThat(save).isDisabled();
            anna.page().locator(".save input").focus();
            anna.page().keyboard().type("fewer false alarms");
            anna.press("Enter");
            PlaywrightAssertions.assertThat(anna.page().locator("[role=status].note"))
                    .containsText("Saved as default@2");
            PlaywrightAssertions.assertThat(figure(row, "Escapes")).hasText("1 of 1");
            PlaywrightAssertions.assertThat(save).hasText("Save as default@3");
            PlaywrightAssertions.assertThat(anna.page().locator(".bar .model")).containsText("default@2");
            assertThat(anna.complaints()).isEmpty();
        }
        JsonNode next = server.inspect(Scene.SCRATCHES, 3);
        assertThat(next.at("/lineage/recipe").asString()).isEqualTo("default@2");
        assertThat(next.path("disposition").asString()).isEqualTo("PASS");
    }

    @Test
    void whoeverIsSlowerKeepsTheirThresholdsAndSeesWhatTheColleagueSaved() throws Exception {
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
            anna.open("#/thresholds");
            Locator row = anna.page().locator(".limit", new Page.LocatorOptions().setHasText("scratches"));
            row.locator("select").selectOption("REJECT");
            save("{\"id\":\"default\",\"based_on\":1,\"rules\":{\"patches\":{\"disposition\":\"pass\"}},"
                    + "\"reason\":\"patches do no harm\"}");

            anna.page().locator(".save input").fill("scratches are rejected");
            anna.press("Enter");

            PlaywrightAssertions.assertThat(anna.page().locator("[role=status].note"))
                    .containsText("default@2 meanwhile (patches do no harm)");
            PlaywrightAssertions.assertThat(row.locator("select")).hasValue("REJECT");
            anna.page().locator(".save input").focus();
            anna.press("Enter");
            PlaywrightAssertions.assertThat(anna.page().locator("[role=status].note"))
                    .containsText("Saved as default@3");
        }
    }

    @Test
    void aProductGetsARecipeOfItsOwn() throws Exception {
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
            anna.open("#/thresholds");
            anna.page()
                    .locator(".limit", new Page.LocatorOptions().setHasText("scratches"))
                    .locator("select")
                    .selectOption("REJECT");
            anna.page().locator(".heading button").press("Enter");
            anna.page().locator("dialog input").fill("Thin sheet");
            anna.press("Enter");
            PlaywrightAssertions.assertThat(anna.page().locator(".heading select"))
                    .hasValue("thin-sheet");
        }
        byte[] picture = FakeInspector.picture(Scene.SCRATCHES, 5);
        JsonNode thin =
                server.send(server.upload(picture, "?product=Thin%20sheet")).json(201);
        assertThat(thin.at("/lineage/recipe").asString()).isEqualTo("thin-sheet@1");
        assertThat(thin.path("disposition").asString()).isEqualTo("REJECT");
    }

    @Test
    void whoMayOnlyLookTriesThresholdsAndSavesNone() {
        try (Reviewer guest = Reviewer.loggedIn(browser, server, Role.VIEWER)) {
            guest.open("#/thresholds");
            Locator row = guest.page().locator(".limit", new Page.LocatorOptions().setHasText("scratches"));
            row.locator("input[type=range]").press("End");
            PlaywrightAssertions.assertThat(figure(row, "Escapes")).containsText("1 of 1");
            PlaywrightAssertions.assertThat(guest.page().locator(".save")).hasCount(0);
        }
    }

    @Test
    void theViewFitsATabletInBothModes() {
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
            anna.page().setViewportSize(820, 1180);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                anna.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                anna.open("#/thresholds");
                anna.page().locator(".histogram").first().waitFor();
                assertThat(anna.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .isEqualTo(true);
            }
        }
    }

    private static Locator figure(Locator row, String name) {
        return row.locator("[data-figure='" + name + "']");
    }

    private String upload(int number, String coil) throws IOException, InterruptedException {
        return server.send(server.upload(FakeInspector.picture(Scene.SCRATCHES, number), "?coil=" + coil))
                .json(201)
                .path("id")
                .asString();
    }

    private void review(String id, String action) throws IOException, InterruptedException {
        server.send(server.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", "{\"action\":\"" + action + "\"}")
                        .header("If-Match", "\"1\""))
                .json(201);
    }

    private void save(String recipe) throws IOException, InterruptedException {
        server.send(server.json(Role.ENGINEER, "/v1/recipes", recipe)).json(201);
    }
}
