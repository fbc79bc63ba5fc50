package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.InspectionFilter;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer.Answer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chat completions, byte for byte. The module of clients talks to the same routes with other makers' clients. */
class OpenAiRoutesTest {

    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    private Path folder;

    private static String image(Scene scene) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(FakeInspector.picture(scene, 1)) + "\"}}";
    }

    private static String body(String parts, String more) {
        return "{\"model\":\"active\",\"messages\":[{\"role\":\"user\",\"content\":[" + parts + "]}]" + more + "}";
    }

    private static Answer ask(TestServer test, String body) throws Exception {
        return test.send(test.json(Role.OPERATOR, CHAT, body));
    }

    private static JsonNode error(Answer answer, int status) {
        return answer.json(status).path("error");
    }

    @Test
    void streamsTheRoleFirstAndThenWordsAndUsage() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            Answer answer = ask(
                    test, body(image(Scene.SCRATCHES), ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

            assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
            List<String> events =
                    answer.text().lines().filter(line -> !line.isEmpty()).toList();
            assertThat(events.get(0)).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}");
            assertThat(events.get(events.size() - 3)).contains("\"finish_reason\":\"stop\"", "\"millsight\":{\"id\"");
            assertThat(events.get(events.size() - 2)).contains("\"choices\":[],\"usage\":{\"prompt_tokens\":90");
            assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]");
        }
    }

    @Test
    void anErrorAfterTheRoleStandsInTheStream() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            Answer answer = ask(test, body(image(Scene.BROKEN), ",\"stream\":true"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("data: {\"error\":{").doesNotContain("[DONE]");
        }
    }

    @Test
    void anImageThatIsNoneIsRefusedBeforeTheStreamBegins() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String text = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,JVBERi0xLjcK\"}}";

            assertThat(error(ask(test, body(text, ",\"stream\":true")), 415)
                            .path("code")
                            .asString())
                    .isEqualTo("unsupported_format");
        }
    }

    @Test
    void anAnswerThatCannotBeReadIsNoEmptyList() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String qwen = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"b\",\"schema\":"
                    + "{\"type\":\"array\",\"items\":{\"required\":[\"bbox_2d\",\"label\"]}}}}";
            JsonNode list =
                    ask(test, body(image(Scene.UNREADABLE), qwen)).json(200).at("/choices/0/message");
            JsonNode report = ask(
                            test, body(image(Scene.UNREADABLE), ",\"response_format\":{\"type\":\"json_object\"}"))
                    .json(200)
                    .at("/choices/0/message");

            assertThat(list.path("content").isNull()).isTrue();
            assertThat(list.path("refusal").asString()).contains("A person has to look");
            assertThat(JsonMapper.shared()
                            .readTree(report.path("content").asString())
                            .path("verdict")
                            .asString())
                    .isEqualTo("UNDETERMINED");
        }
    }

    @Test
    void aShortLimitCutsTheAnswerAndSaysSo() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            JsonNode answer =
                    ask(test, body(image(Scene.SCRATCHES), ",\"max_tokens\":3")).json(200);

            assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("length");
            assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("the answer <");
            assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        }
    }

    @Test
    void refusesWhatItCannotDo() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String picture = image(Scene.CLEAN);
            String far = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://example.org/a.png\"}}";
            String endless = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
                    + "{\"$ref\":\"#\"}}}";
            String remote = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
                    + "{\"$ref\":\"http://127.0.0.1:1/schema.json\"}}}";

            assertThat(code(ask(test, body(far, "")))).isEqualTo("invalid_image_url");
            assertThat(code(ask(test, body(picture + "," + picture, "")))).isEqualTo("invalid_value");
            assertThat(code(ask(test, body(picture, ",\"n\":2")))).isEqualTo("unsupported_parameter");
            assertThat(code(ask(test, body(picture, ",\"tools\":[{\"type\":\"function\"}]"))))
                    .isEqualTo("unsupported_parameter");
            assertThat(code(ask(test, body(picture, ",\"modalities\":[\"text\",\"audio\"]"))))
                    .isEqualTo("unsupported_parameter");
            assertThat(code(ask(test, body(picture, endless)))).isEqualTo("invalid_schema");
            assertThat(code(ask(test, body(picture, remote)))).isEqualTo("invalid_schema");
            assertThat(code(ask(test, "[]"))).isEqualTo("invalid_json");
            assertThat(code(ask(test, "{\"model\":\"active\",\"messages\":["))).isEqualTo("invalid_json");
            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, 9))
                    .isEmpty();
        }
    }

    private static String code(Answer answer) {
        return error(answer, 400).path("code").asString();
    }

    @Test
    void onlyTheImageOfTheLastQuestionIsInspected() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String conversation = "{\"model\":\"fake-adapter\",\"messages\":["
                    + "{\"role\":\"system\",\"content\":\"You know steel.\"},"
                    + "{\"role\":\"user\",\"content\":[" + image(Scene.SCRATCHES) + "]},"
                    + "{\"role\":\"assistant\",\"content\":\"scratches\"},"
                    + "{\"role\":\"user\",\"content\":[" + image(Scene.CLEAN) + "]}]}";

            assertThat(ask(test, conversation)
                            .json(200)
                            .at("/millsight/verdict")
                            .asString())
                    .isEqualTo("CLEAN");
        }
    }

    @Test
    void errorsOfAllKindsHaveTheFormOfTheseClients() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            assertThat(error(test.send(test.anonymous("/v1/models")), 401)
                            .path("type")
                            .asString())
                    .isEqualTo("authentication_error");
            assertThat(error(test.send(test.json(Role.VIEWER, CHAT, "{}")), 403)
                            .path("type")
                            .asString())
                    .isEqualTo("permission_error");
            assertThat(error(test.send(test.as(Role.VIEWER, "/v1/models/no-such-model")), 404)
                            .path("param")
                            .asString())
                    .isEqualTo("model");
            Answer late = test.send(
                    test.json(Role.OPERATOR, CHAT, body(image(Scene.SLOW), "")).header("Millsight-Deadline-Ms", "100"));
            assertThat(error(late, 504).path("type").asString()).isEqualTo("server_error");
            assertThat(late.header("X-Should-Retry")).isEqualTo("false");
        }
    }
}
