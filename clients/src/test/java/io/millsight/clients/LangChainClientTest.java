package io.millsight.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j talks to the service. */
class LangChainClientTest {

    @TempDir
    private Path folder;

    private static UserMessage picture(Scene scene) {
        String base64 = Base64.getEncoder().encodeToString(FakeInspector.picture(scene, 1));
        return UserMessage.from(TextContent.from("Inspect this strip"), ImageContent.from(base64, "image/png"));
    }

    private static OpenAiChatModel.OpenAiChatModelBuilder model(TestServer test, String token) {
        return OpenAiChatModel.builder()
                .baseUrl(test.uri("/v1").toString())
                .apiKey(token)
                .modelName("active")
                .maxRetries(0);
    }

    @Test
    void answersAnImage() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            ChatResponse answer = model(test, test.token(Role.OPERATOR)).build().chat(picture(Scene.SCRATCHES));

            assertThat(answer.aiMessage().text()).isEqualTo("the answer <b>of</b> the model");
            assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(97);
        }
    }

    @Test
    void streams() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
            OpenAiStreamingChatModel.builder()
                    .baseUrl(test.uri("/v1").toString())
                    .apiKey(test.token(Role.OPERATOR))
                    .modelName("active")
                    .build()
                    .chat(
                            ChatRequest.builder()
                                    .messages(picture(Scene.SCRATCHES))
                                    .build(),
                            new StreamingChatResponseHandler() {
                                @Override
                                public void onCompleteResponse(ChatResponse response) {
                                    answer.complete(response);
                                }

                                @Override
                                public void onError(Throwable failure) {
                                    answer.completeExceptionally(failure);
                                }
                            });

            ChatResponse response = answer.get(30, TimeUnit.SECONDS);
            assertThat(response.aiMessage().text()).isEqualTo("the answer <b>of</b> the model");
            assertThat(response.tokenUsage().totalTokenCount()).isEqualTo(97);
        }
    }

    @Test
    void writesTheListOfQwenWhereTheSchemaIsOne() throws Exception {
        JsonSchema boxes = JsonSchema.builder()
                .name("boxes")
                .rootElement(JsonRawSchema.from("""
                        {"type": "array", "items": {"type": "object", "required": ["bbox_2d", "label"], "properties": {
                          "bbox_2d": {"type": "array", "items": {"type": "integer"}}, "label": {"type": "string"}}}}"""))
                .build();
        try (TestServer test = TestServer.ready(folder)) {
            ChatResponse answer = model(test, test.token(Role.OPERATOR))
                    .build()
                    .chat(ChatRequest.builder()
                            .messages(picture(Scene.SCRATCHES))
                            .responseFormat(ResponseFormat.builder()
                                    .type(ResponseFormatType.JSON)
                                    .jsonSchema(boxes)
                                    .build())
                            .build());

            assertThat(answer.aiMessage().text()).isEqualTo("[{\"bbox_2d\":[10,0,20,39],\"label\":\"scratches\"}]");
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String token = test.token(Role.OPERATOR);

            assertThatThrownBy(() -> model(test, token).build().chat("Give this conversation a title"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("image_required");
            assertThatThrownBy(
                            () -> model(test, token).modelName("gpt-5").build().chat(picture(Scene.CLEAN)))
                    .isInstanceOf(ModelNotFoundException.class);
            assertThatThrownBy(() -> model(test, "ms_no_token").build().chat(picture(Scene.CLEAN)))
                    .isInstanceOf(AuthenticationException.class);
        }
    }
}
