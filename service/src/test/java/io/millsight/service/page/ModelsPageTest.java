package io.millsight.service.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import io.millsight.service.learning.FakeLoader;
import io.millsight.service.learning.FakeTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From corrections to another model, by clicks in a real browser; only the model and its trainer are stand-ins. */
@ExtendWith(SharedBrowser.class)
class ModelsPageTest {

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);

    @TempDir
    private Path folder;

    @Test
    void anEngineerTrainsComparesActivatesAndRollsBack(TestBrowser browser) throws Exception {
        Path behaviour = Files.writeString(folder.resolve("behaviour"), "good");
        try (TestServer server = FakeTrainer.server(folder.resolve("server"), new FakeLoader(), behaviour)) {
            for (int number = 0; number < 12; number++) {
                String id = server.inspect(Scene.SCRATCHES, number).path("id").asString();
                server.send(server.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", "{\"action\":\"accept\"}")
                                .header("If-Match", "1"))
                        .json(201);
            }
            try (Reviewer anna = Reviewer.loggedIn(browser, server, Role.ENGINEER)) {
                Page page = anna.page();
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Models"))
                        .click();
                assertThat(page.locator("main")).containsText("12 reviewed images, of them 0 clean");
                assertThat(page.locator("main")).containsText("expect little");
                button(page, "Train from corrections").click();

                Locator adapter = page.locator("tr", new Page.LocatorOptions().setHasText("corrections-1"));
                assertThat(adapter).containsText("0.900 0.800–0.950", SOON);
                assertThat(page.locator("main")).containsText("The last training: evaluated");
                adapter.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Compare"))
                        .click();
                assertThat(page.locator(".compared li")).hasCount(2);
                assertThat(page.locator(".compared li").first()).containsText("1 hit, 0 misses, 0 false alarms");

                adapter.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Activate"))
                        .click();
                page.locator("dialog button.primary").click();
                assertThat(page.locator("header.bar .model")).containsText("corrections-1", SOON);
                button(page, "Roll back to fake-adapter").click();
                page.getByLabel("Reason").fill("false alarms on wet strip");
                page.locator("dialog button.primary").click();
                assertThat(page.locator("header.bar .model")).containsText("fake-adapter", SOON);
                measuresAnAdapterFromElsewhere(page, server, behaviour);
                org.assertj.core.api.Assertions.assertThat(anna.complaints()).isEmpty();
            }
            org.assertj.core.api.Assertions.assertThat(server.history()
                            .deployments()
                            .list()
                            .get(0)
                            .decision()
                            .reason())
                    .isEqualTo("false alarms on wet strip");
        }
    }

    private void measuresAnAdapterFromElsewhere(Page page, TestServer server, Path behaviour) throws Exception {
        Path adapter = Files.createDirectories(folder.resolve("server/outsider"));
        Files.writeString(adapter.resolve("settings.yaml"), "{}");
        server.send(server.json(Role.ENGINEER, "/v1/adapters", "{\"folder\":\"outsider\"}"))
                .json(201);
        Files.writeString(behaviour, "wait");
        page.reload();
        Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("outsider"));
        Locator measure = row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Measure"));
        measure.click();
        assertThat(page.locator("main")).containsText("evaluation: 1 of 3 images (33 %)", SOON);
        assertThat(measure).isDisabled();
        button(page, "Cancel the measurement").click();
        assertThat(page.locator("main")).containsText("The measurement is cancelled.");
        Files.writeString(behaviour, "good");
        measure.click();
        assertThat(row).containsText("0.900 0.800–0.950", SOON);
        assertThat(measure).hasCount(0);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }
}
