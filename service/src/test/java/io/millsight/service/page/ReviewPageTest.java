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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The review in a real browser on a real server; only the model is a stand-in, so that the tests take seconds. */
@ExtendWith(SharedBrowser.class)
class ReviewPageTest {

    private final TestBrowser browser;

    @TempDir
    private Path folder;

    private TestServer server;

    ReviewPageTest(TestBrowser browser) {
        this.browser = browser;
    }

    @BeforeEach
    void startServer() throws InterruptedException {
        server = TestServer.ready(folder);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void aReviewerClearsTwentyPicturesWithTheKeyboardAlone() throws Exception {
        Scene[] scenes = {Scene.SCRATCHES, Scene.WEAK, Scene.UNREADABLE, Scene.SCRATCHES};
        for (int picture = 0; picture < 20; picture++) {
            server.inspect(scenes[picture % scenes.length], picture);
        }
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.openReview();
            for (int picture = 0; picture < 20; picture++) {
                switch (anna.verdict()) {
                    case "UNDETERMINED" -> {
                        anna.press("n", "2", "ArrowRight", "Shift+ArrowDown", "Alt+ArrowLeft");
                        anna.decide("a");
                    }
                    case "CLEAN" -> {
                        anna.press("u");
                        anna.decide("a");
                    }
                    default -> anna.decide("a");
                }
            }
            PlaywrightAssertions.assertThat(anna.page().locator("h2")).hasText("Nothing is left to review");
            anna.awaitSaved();
            assertThat(anna.complaints()).isEmpty();
        }
        assertThat(actions()).hasSize(20);
        assertThat(actions().stream().filter("accept"::equals)).hasSize(10);
        assertThat(actions().stream().filter("correct"::equals)).hasSize(10);
        JsonNode queue = server.send(server.as(Role.VIEWER, "/v1/review-queue")).json(200);
        assertThat(queue.path("backlog").asInt()).isZero();
    }

    @Test
    void aDroppedConnectionLosesNoCorrection() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.openReview();
            String id = anna.shown();
            anna.page().route("**/reviews", route -> route.abort());
            anna.press("Tab", "Shift+ArrowRight", "a");
            PlaywrightAssertions.assertThat(anna.banner()).containsText("1 review not saved yet");
            anna.page().reload();
            PlaywrightAssertions.assertThat(anna.banner()).containsText("1 review not saved yet");
            assertThat(reviews(id)).isEmpty();

            anna.page().unroute("**/reviews");
            anna.awaitSaved();
            assertThat(reviews(id)).hasSize(1);
            assertThat(reviews(id).get(0).path("defects").path(0).path("box").toString())
                    .isEqualTo("[20.0,0.0,30.0,39.0]");
        }
    }

    @Test
    void anAnswerThatIsLostOnTheWayLeadsToOneReview() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.openReview();
            String id = anna.shown();
            anna.page().route("**/reviews", route -> {
                route.fetch();
                route.abort();
            });
            anna.press("c");
            PlaywrightAssertions.assertThat(anna.banner()).containsText("1 review not saved yet");
            anna.page().unroute("**/reviews");
            anna.awaitSaved();
            assertThat(reviews(id)).hasSize(1);
        }
    }

    @Test
    void correctionsThatAreNotDecidedSurviveAReload() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.openReview();
            anna.press("n", "1");
            PlaywrightAssertions.assertThat(anna.boxes()).hasCount(2);
            anna.page().reload();
            PlaywrightAssertions.assertThat(anna.boxes()).hasCount(2);
            PlaywrightAssertions.assertThat(anna.page().locator(".note"))
                    .containsText("Your corrections of this picture were not saved yet");
            anna.press("Control+z");
            PlaywrightAssertions.assertThat(anna.boxes()).hasCount(1);
        }
    }

    @Test
    void twoReviewersNeverHoldOnePicture() throws Exception {
        int rounds = 5;
        // Besides those that are decided, each page holds a picture and has fetched one ahead.
        for (int picture = 0; picture < 2 * rounds + 4; picture++) {
            server.inspect(Scene.SCRATCHES, picture);
        }
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR);
                Reviewer ben = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
            anna.openReview();
            ben.openReview();
            Set<String> seen = new HashSet<>();
            for (int round = 0; round < rounds; round++) {
                assertThat(seen.add(anna.shown())).isTrue();
                assertThat(seen.add(ben.shown())).isTrue();
                anna.decide("a");
                ben.decide("c");
            }
            anna.open("#/review?id=" + ben.shown());
            PlaywrightAssertions.assertThat(anna.page().locator(".panel .note"))
                    .containsText("the ENGINEER holds this picture until");
            anna.press("a");
            anna.awaitSaved();
            ben.awaitSaved();
            assertThat(reviews(ben.shown())).isEmpty();
        }
        assertThat(actions()).hasSize(2 * rounds);
    }

    @Test
    void whoPutsAPictureOffGetsAnotherOneAndTheColleagueGetsIt() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        server.inspect(Scene.SCRATCHES, 2);
        server.inspect(Scene.SCRATCHES, 3);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR);
                Reviewer ben = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
            anna.openReview();
            String putOff = anna.shown();
            anna.page()
                    .waitForResponse(
                            answer -> answer.request().method().equals("DELETE"), () -> anna.decide("ArrowRight"));
            assertThat(anna.shown()).isNotEqualTo(putOff);
            ben.openReview();
            assertThat(ben.shown()).isEqualTo(putOff);
        }
    }

    @Test
    void aReviewThatCameTooLateAsksForAChoice() throws Exception {
        String id = server.inspect(Scene.SCRATCHES, 1).path("id").asString();
        review(id, 1, "accept");
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.open("#/review?id=" + id);
            anna.awaitPicture();
            review(id, 2, "reject");
            anna.press("c");
            PlaywrightAssertions.assertThat(anna.banner()).containsText("needs your choice");
            anna.banner().locator("button").press("Enter");
            Locator choice = anna.page().locator("dialog .conflict");
            PlaywrightAssertions.assertThat(choice).containsText("the ENGINEER reviewed this picture");
            PlaywrightAssertions.assertThat(choice.locator("figcaption").first())
                    .containsText("rejected");
            choice.locator("button", new Locator.LocatorOptions().setHasText("Save yours"))
                    .press("Enter");
            anna.awaitSaved();
            assertThat(reviews(id).stream().map(review -> review.path("action").asString()))
                    .containsExactly("accept", "reject", "clean");
        }
    }

    @Test
    void aKeyThatIsHeldDownDecidesAboutOnePicture() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        server.inspect(Scene.SCRATCHES, 2);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.openReview();
            String first = anna.shown();
            anna.page().keyboard().down("a");
            anna.page().waitForFunction("id => location.hash.includes('id=') && !location.hash.includes(id)", first);
            anna.page().keyboard().down("a");
            anna.page().keyboard().up("a");
            anna.awaitSaved();
            assertThat(actions()).hasSize(1);
        }
    }

    @Test
    void theTabulatorLeavesThePageToTheBrowserWhereThereIsNoPicture() throws Exception {
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.open("#/review");
            PlaywrightAssertions.assertThat(anna.page().locator("h2")).hasText("Nothing is left to review");
            anna.press("Tab");
            PlaywrightAssertions.assertThat(anna.page().locator(".skip")).isFocused();
        }
    }

    @Test
    void wordsOfTheModelStayText() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.openReview();
            PlaywrightAssertions.assertThat(anna.page().locator(".sentence")).hasText("the answer <b>of</b> the model");
        }
    }

    @Test
    void whoMayOnlyLookSeesPicturesAndNoButtons() throws Exception {
        String id = server.inspect(Scene.SCRATCHES, 1).path("id").asString();
        try (Reviewer guest = Reviewer.loggedIn(browser, server, Role.VIEWER)) {
            guest.open("#/review");
            PlaywrightAssertions.assertThat(guest.page().locator("h2")).hasText("Reviewing needs the role operator");
            guest.open("#/review?id=" + id);
            guest.awaitPicture();
            PlaywrightAssertions.assertThat(guest.page().locator("[data-actions]"))
                    .hasCount(0);
            guest.press("a");
            assertThat(reviews(id)).isEmpty();
        }
    }

    @Test
    void theLinkOfTheFirstStartLogsInAndLeavesTheAddress() {
        Page page = browser.browser().newPage();
        String fragment = server.server().firstStart().orElseThrow().fragment();
        page.navigate(server.uri("/").toString() + fragment.replaceFirst("^/", ""));
        page.locator(".bar").waitFor();
        assertThat(page.url()).doesNotContain("login");
        page.close();
    }

    @Test
    void todayShowsTheCoilsOfTheShiftAndItsFiltersAreInTheAddress() throws Exception {
        upload(Scene.SCRATCHES, 1, "?line=L1&coil=C1&frame=1");
        upload(Scene.UNREADABLE, 2, "?line=L1&coil=C2&frame=1");
        upload(Scene.CLEAN, 3, "?line=L2&coil=C3&frame=1");
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.open("#/today?period=day");
            Locator coils = anna.page().locator(".coil .name b");
            PlaywrightAssertions.assertThat(coils).hasText(new String[] {"C2", "C3", "C1"});
            anna.page().locator(".filter select").selectOption("L1");
            PlaywrightAssertions.assertThat(coils).hasText(new String[] {"C2", "C1"});
            assertThat(anna.page().url()).contains("line=L1");
            anna.page()
                    .locator(".figure", new Page.LocatorOptions().setHasText("with defects"))
                    .press("Enter");
            PlaywrightAssertions.assertThat(coils).hasText(new String[] {"C1"});
            anna.page().reload();
            PlaywrightAssertions.assertThat(coils).hasText(new String[] {"C1"});
            assertThat(anna.complaints()).isEmpty();
        }
    }

    @Test
    void aCoilThatAPersonCalledCleanIsNoLongerHeld() throws Exception {
        String id = server.send(server.upload(FakeInspector.picture(Scene.SCRATCHES, 1), "?coil=C1&frame=1"))
                .json(201)
                .path("id")
                .asString();
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            Locator disposition = anna.page().locator(".coil .state .pill");
            anna.open("#/today?period=day");
            PlaywrightAssertions.assertThat(disposition).hasText("HOLD");
            review(id, 1, "clean");
            anna.page().reload();
            PlaywrightAssertions.assertThat(disposition).hasText("PASS");
        }
    }

    @Test
    void thePageFitsATabletInBothModes() throws Exception {
        server.inspect(Scene.SCRATCHES, 1);
        try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.OPERATOR)) {
            anna.page().setViewportSize(820, 1180);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                anna.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                for (String view : List.of("#/today?period=day", "#/review")) {
                    anna.open(view);
                    anna.page().locator(".strip, [data-stage] image").first().waitFor();
                    assertThat(anna.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .isEqualTo(true);
                }
                assertThat(anna.page().locator("[data-actions] .primary").boundingBox().y)
                        .isLessThan(1180);
            }
        }
    }

    private void upload(Scene scene, int number, String query) throws IOException, InterruptedException {
        server.send(server.upload(FakeInspector.picture(scene, number), query)).json(201);
    }

    /** Reviews as a colleague. */
    private void review(String id, int revision, String action) throws IOException, InterruptedException {
        server.send(server.json(Role.ENGINEER, "/v1/inspections/" + id + "/reviews", "{\"action\":\"" + action + "\"}")
                        .header("If-Match", "\"" + revision + "\""))
                .json(201);
    }

    private List<JsonNode> reviews(String id) throws IOException, InterruptedException {
        List<JsonNode> reviews = new ArrayList<>();
        server.send(server.as(Role.VIEWER, "/v1/inspections/" + id + "/reviews"))
                .json(200)
                .path("items")
                .forEach(reviews::add);
        return reviews;
    }

    /** Returns the last action on each inspection that was reviewed. */
    private List<String> actions() throws IOException, InterruptedException {
        List<String> actions = new ArrayList<>();
        server.send(server.as(Role.VIEWER, "/v1/inspections?limit=200"))
                .json(200)
                .path("items")
                .forEach(inspection -> {
                    if (inspection.path("review").isObject()) {
                        actions.add(inspection.path("review").path("action").asString());
                    }
                });
        return actions;
    }
}
