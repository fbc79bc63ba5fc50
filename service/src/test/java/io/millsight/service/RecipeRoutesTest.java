package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RecipeRoutesTest {

    @TempDir
    private Path folder;

    @Test
    void aNewInspectionIsDecidedByTheNewRevision() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            JsonNode first = test.inspect(Scene.SCRATCHES, 1);
            assertThat(first.at("/lineage/recipe").asString()).isEqualTo("default@1");

            JsonNode saved = save(test, rule(0.95, "hold"), 201);
            JsonNode second = test.inspect(Scene.SCRATCHES, 2);

            assertThat(saved.path("revision").asInt()).isEqualTo(2);
            assertThat(second.at("/lineage/recipe").asString()).isEqualTo("default@2");
            assertThat(second.path("verdict").asString()).isEqualTo("CLEAN");
            assertThat(second.path("disposition").asString()).isEqualTo("PASS");
            assertThat(second.at("/candidates/0/score").asDouble()).isEqualTo(0.9);
            assertThat(second.at("/candidates/0/threshold").asDouble()).isEqualTo(0.95);
            assertThat(test.send(test.as(
                                    Role.VIEWER,
                                    "/v1/inspections/" + first.path("id").asString()))
                            .json(200))
                    .isEqualTo(first);
        }
    }

    @Test
    void steelCanBeRejectedAndUndeterminedSteelIsOnlyHeld() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            save(test, rule(0.5, "reject"), 201);

            assertThat(test.inspect(Scene.SCRATCHES, 1).path("disposition").asString())
                    .isEqualTo("REJECT");
            assertThat(test.inspect(Scene.UNREADABLE, 2).path("disposition").asString())
                    .isEqualTo("HOLD");
            save(test, rule(0.0, "pass").replace("\"based_on\":1", "\"based_on\":2"), 201);
            assertThat(test.inspect(Scene.SCRATCHES, 3).path("disposition").asString())
                    .isEqualTo("PASS");
            assertThat(test.inspect(Scene.UNREADABLE, 4).path("disposition").asString())
                    .isEqualTo("HOLD");
        }
    }

    @Test
    void theProductOfAPictureChoosesTheRecipe() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String sheet = "{\"id\":\"sheet\",\"product\":\"thin sheet\",\"rules\":"
                    + "{\"scratches\":{\"disposition\":\"reject\"}},\"reason\":\"thin\"}";
            save(test, sheet, 201);

            byte[] picture = FakeInspector.picture(Scene.SCRATCHES, 1);
            JsonNode thin =
                    test.send(test.upload(picture, "?product=thin%20sheet")).json(201);
            JsonNode other = test.send(test.upload(picture, "?product=plate")).json(201);

            assertThat(thin.at("/lineage/recipe").asString()).isEqualTo("sheet@1");
            assertThat(thin.at("/context/product").asString()).isEqualTo("thin sheet");
            assertThat(thin.path("disposition").asString()).isEqualTo("REJECT");
            assertThat(other.at("/lineage/recipe").asString()).isEqualTo("default@1");
            assertThat(test.send(test.json(Role.ENGINEER, "/v1/recipes", sheet.replace("\"sheet\"", "\"other\"")))
                            .problem(409))
                    .isEqualTo("product_taken");
            assertThat(items(test, "/v1/recipes")).hasSize(2);
        }
    }

    @Test
    void theSamePictureOfAPlaceIsDecidedAgainByANewRevision() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.SCRATCHES, 1);
            JsonNode first = test.send(test.upload(picture, "?coil=C1&frame=1")).json(201);
            assertThat(test.send(test.upload(picture, "?coil=C1&frame=1")).json(201))
                    .isEqualTo(first);

            save(test, rule(0.95, "hold"), 201);

            assertThat(test.send(test.upload(picture, "?coil=C1&frame=1"))
                            .json(201)
                            .path("disposition")
                            .asString())
                    .isEqualTo("PASS");
        }
    }

    @Test
    void ofTwoChangesOfOneRevisionTheSecondIsRefused() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            save(test, rule(0.4, "hold"), 201);
            TestServer.Answer late = test.send(test.json(Role.ENGINEER, "/v1/recipes", rule(0.6, "hold")));

            assertThat(late.problem(412)).isEqualTo("changed");
            assertThat(late.json(412).path("revision").asInt()).isEqualTo(2);
            assertThat(items(test, "/v1/recipes?id=default")).hasSize(2);
        }
    }

    @Test
    void saysWhatIsWrongWithARecipe() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            assertThat(detail(test, rule(0.4, "hold").replace("scratches", "dents")))
                    .isEqualTo("rules: \"dents\" is not one of the model's types");
            assertThat(detail(test, rule(1.4, "hold")))
                    .isEqualTo("rules: the threshold of scratches is 1.4, expected a number from 0 to 1");
            assertThat(detail(test, rule(0.4, "hold").replace("a reason", " ")))
                    .isEqualTo("reason must have 1 to 500 characters");
            assertThat(detail(test, rule(0.4, "hold").replace("\"default\"", "\"Default\"")))
                    .startsWith("id must have 1 to 40 lower-case letters");
            assertThat(detail(test, rule(0.4, "hold").replace("\"default\"", "\"sheet\"")))
                    .startsWith("product must have");
            assertThat(test.send(test.json(Role.ENGINEER, "/v1/recipes", rule(0.4, "maybe")))
                            .json(400)
                            .path("detail")
                            .asString())
                    .isEqualTo("the disposition of scratches is \"maybe\", expected pass, hold, reject");
        }
    }

    private static String detail(TestServer test, String body) throws IOException, InterruptedException {
        return test.send(test.json(Role.ENGINEER, "/v1/recipes", body))
                .json(422)
                .path("detail")
                .asString();
    }

    @Test
    void aPreviewCountsOverReviewedImagesAndSeesEveryNewReview() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String right = upload(test, Scene.SCRATCHES, 1, "C1");
            String wrong = upload(test, Scene.SCRATCHES, 2, "C2");
            String weak = upload(test, Scene.WEAK, 3, "C3");
            assertThat(preview(test, 0.3).at("/images/all").asInt()).isZero();

            review(test, right, "{\"action\":\"accept\"}");
            review(test, wrong, "{\"action\":\"clean\"}");
            review(
                    test,
                    weak,
                    "{\"action\":\"correct\",\"defects\":[{\"type\":\"scratches\",\"box\":[10,0,20,39],\"source\":0}]}");

            JsonNode high = preview(test, 0.3);
            assertThat(high.at("/types/0/boxes").asInt()).isEqualTo(2);
            assertThat(high.at("/types/0/escapes").asInt()).isEqualTo(1);
            assertThat(high.at("/types/0/overkill").asInt()).isEqualTo(1);
            assertThat(high.at("/types/0/f1").asDouble()).isEqualTo(0.5);
            assertThat(high.at("/types/0/held_coils").asInt()).isEqualTo(2);
            assertThat(high.at("/coils/held").asInt()).isEqualTo(2);
            assertThat(high.at("/images/passed_with_defects").asInt()).isEqualTo(1);
            JsonNode low = preview(test, 0.05);
            assertThat(low.at("/types/0/escapes").asInt()).isZero();
            assertThat(low.at("/types/0/f1").asDouble()).isEqualTo(0.8);
            assertThat(low.at("/coils/held").asInt()).isEqualTo(3);
            assertThat(low.at("/types/0/hits").get(45).asInt()).isEqualTo(1);
        }
    }

    private static String upload(TestServer test, Scene scene, int number, String coil)
            throws IOException, InterruptedException {
        return test.send(test.upload(FakeInspector.picture(scene, number), "?coil=" + coil))
                .json(201)
                .path("id")
                .asString();
    }

    private static void review(TestServer test, String id, String body) throws IOException, InterruptedException {
        test.send(test.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", body)
                        .header("If-Match", "\"1\""))
                .json(201);
    }

    private static JsonNode preview(TestServer test, double threshold) throws IOException, InterruptedException {
        return test.send(test.json(
                        Role.VIEWER,
                        "/v1/recipes/preview",
                        "{\"rules\":{\"scratches\":{\"threshold\":" + threshold + ",\"disposition\":\"hold\"}}}"))
                .json(200);
    }

    private static String rule(double threshold, String disposition) {
        return "{\"id\":\"default\",\"based_on\":1,\"rules\":{\"scratches\":{\"threshold\":" + threshold
                + ",\"disposition\":\"" + disposition + "\"}},\"reason\":\"a reason\"}";
    }

    private static JsonNode save(TestServer test, String body, int status) throws IOException, InterruptedException {
        return test.send(test.json(Role.ENGINEER, "/v1/recipes", body)).json(status);
    }

    private static JsonNode items(TestServer test, String path) throws IOException, InterruptedException {
        return test.send(test.as(Role.VIEWER, path)).json(200).path("items");
    }
}
