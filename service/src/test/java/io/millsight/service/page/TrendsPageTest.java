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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The trends in a real browser on a real server; only the model is a stand-in. */
@ExtendWith(SharedBrowser.class)
class TrendsPageTest {

    private final TestBrowser browser;

    @TempDir
    private Path folder;

    TrendsPageTest(TestBrowser browser) {
        this.browser = browser;
    }

    @Test
    void showsWhatIsFrequentUnsureCorrectedAndRepeated() throws Exception {
        try (TestServer server = TestServer.ready(folder);
                Reviewer anna = Reviewer.loggedIn(browser, server, Role.VIEWER)) {
            for (int turn = 0; turn < 6; turn++) {
                upload(
                        server,
                        Scene.SCRATCHES,
                        turn,
                        "?line=L1&coil=C1&frame=" + turn + "&x_mm=" + turn * 1900 + "&length_mm=400");
            }
            String wrong = upload(server, Scene.SCRATCHES, 7, "?line=L2&coil=C2&frame=1");
            upload(server, Scene.UNREADABLE, 8, "?line=L2&coil=C2&frame=2");
            server.send(server.json(Role.OPERATOR, "/v1/inspections/" + wrong + "/reviews", "{\"action\":\"clean\"}")
                            .header("If-Match", "\"1\""))
                    .json(201);

            anna.open("#/trends");
            Locator pareto = anna.page().locator(".pareto tbody tr");
            PlaywrightAssertions.assertThat(pareto).hasText(new String[] {"scratches66100\u00a0%"});
            PlaywrightAssertions.assertThat(card(anna, "Undetermined")).containsText("(1 of 8)");
            PlaywrightAssertions.assertThat(card(anna, "Corrected")).containsText("(1 of 1)");
            PlaywrightAssertions.assertThat(card(anna, "Mix of types")).containsText("too few boxes to tell");
            PlaywrightAssertions.assertThat(card(anna, "Repeats"))
                    .containsText("every 1.900 m, 6 marks in 5 turns on C1");

            anna.page().locator(".card select").selectOption("coil");
            PlaywrightAssertions.assertThat(pareto).hasText(new String[] {"C166100\u00a0%"});
            anna.page().locator(".filter select").selectOption("L2");
            PlaywrightAssertions.assertThat(card(anna, "Repeats")).containsText("No defects at equal distances");
            assertThat(anna.page().url()).contains("by=coil").contains("line=L2");
            assertThat(anna.complaints()).isEmpty();

            anna.page().setViewportSize(820, 1180);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                anna.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                assertThat(anna.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .isEqualTo(true);
            }
        }
    }

    private static Locator card(Reviewer reviewer, String title) {
        return reviewer.page().locator(".card", new Page.LocatorOptions().setHasText(title));
    }

    private static String upload(TestServer server, Scene scene, int number, String query)
            throws IOException, InterruptedException {
        return server.send(server.upload(FakeInspector.picture(scene, number), query))
                .json(201)
                .path("id")
                .asString();
    }
}
