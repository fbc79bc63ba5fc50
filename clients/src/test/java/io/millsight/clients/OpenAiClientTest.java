package io.millsight.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.models.Model;
import io.millsight.history.InspectionFilter;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import io.millsight.service.queue.InspectionQueue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client for Java talks to the service. */
class OpenAiClientTest {

    private static final String MODEL = "fake-adapter";

    /** What a client wants to read. */
    static final class Report {
        public String verdict = "";
        public String disposition = "";
        public List<Finding> defects = List.of();
    }

    /** A box of a {@link Report}. */
    static final class Finding {
        public String type = "";
        public List<Double> box = List.of();
        public double score;
    }

    /** What no report of the service looks like. */
    static final class Weather {
        public String wind = "";
    }

    @TempDir
    private Path folder;

    private static OpenAIClient client(TestServer test, Role role) {
        return client(test, test.token(role));
    }

    private static OpenAIClient client(TestServer test, String token) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(test.uri("/v1").toString())
                .apiKey(token)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static ChatCompletionCreateParams.Builder ask(Scene scene) {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(FakeInspector.picture(scene, 1));
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .temperature(0.7)
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text("What is wrong with this strip?")
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url(url)
                                        .build())
                                .build())));
    }

    @Test
    void listsAndShowsTheModel() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            OpenAIClient client = client(test, Role.VIEWER);

            List<Model> models = client.models().list().data();
            Model active = client.models().retrieve("active");

            assertThat(models).extracting(Model::id).containsExactly(MODEL);
            assertThat(models.get(0).ownedBy()).isEqualTo("millsight");
            assertThat(active.id()).isEqualTo(MODEL);
            assertThatThrownBy(() -> client.models().retrieve("gpt-5")).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void answersAnImageAndStoresTheInspection() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            ChatCompletion answer = client(test, Role.OPERATOR)
                    .chat()
                    .completions()
                    .create(ask(Scene.SCRATCHES).build());

            answer.validate();
            ChatCompletion.Choice choice = answer.choices().get(0);
            assertThat(choice.message().content()).contains("the answer <b>of</b> the model");
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
            assertThat(answer.model()).isEqualTo(MODEL);
            assertThat(answer.usage()).hasValueSatisfying(usage -> {
                assertThat(usage.promptTokens()).isEqualTo(FakeInspector.TOKENS.prompt());
                assertThat(usage.completionTokens()).isEqualTo(FakeInspector.TOKENS.answer());
                assertThat(usage.totalTokens()).isEqualTo(97);
            });
            assertThat(further(answer)).contains("verdict=DEFECTS");
            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(1);
        }
    }

    @Test
    void streamsWithUsage() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            ChatCompletionCreateParams request = ask(Scene.SLOW)
                    .streamOptions(ChatCompletionStreamOptions.builder()
                            .includeUsage(true)
                            .build())
                    .build();
            List<ChatCompletionChunk> chunks;
            try (StreamResponse<ChatCompletionChunk> stream =
                    client(test, Role.OPERATOR).chat().completions().createStreaming(request)) {
                chunks = stream.stream().toList();
            }

            chunks.forEach(ChatCompletionChunk::validate);
            String content = String.join(
                    "",
                    chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .map(choice -> choice.delta().content().orElse(""))
                            .toList());
            assertThat(content).isEqualTo("the answer <b>of</b> the model");
            ChatCompletionChunk last = chunks.get(chunks.size() - 1);
            assertThat(last.choices()).isEmpty();
            assertThat(last.usage())
                    .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(97));
            assertThat(chunks.get(chunks.size() - 2).choices().get(0).finishReason())
                    .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
        }
    }

    @Test
    void writesTheReportIntoAClassOfTheClient() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            StructuredChatCompletion<Report> answer = client(test, Role.OPERATOR)
                    .chat()
                    .completions()
                    .create(ask(Scene.SCRATCHES).responseFormat(Report.class).build());

            Report report = answer.choices().get(0).message().content().orElseThrow();
            assertThat(report.verdict).isEqualTo("DEFECTS");
            assertThat(report.disposition).isEqualTo("HOLD");
            assertThat(report.defects).hasSize(1);
            assertThat(report.defects.get(0).box).containsExactly(10.0, 0.0, 20.0, 39.0);
        }
    }

    @Test
    void refusesAClassThatNoReportFits() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            OpenAIClient client = client(test, Role.OPERATOR);

            assertThatThrownBy(() -> client.chat()
                            .completions()
                            .create(ask(Scene.CLEAN)
                                    .responseFormat(Weather.class)
                                    .build()))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("the reports have this one: {\"type\":\"object\"");
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            OpenAIClient client = client(test, Role.OPERATOR);
            ChatCompletionCreateParams title = ChatCompletionCreateParams.builder()
                    .model(MODEL)
                    .addUserMessage("Give this conversation a title")
                    .build();

            assertThatThrownBy(() -> client.chat().completions().create(title))
                    .isInstanceOfSatisfying(BadRequestException.class, e -> {
                        assertThat(e.code()).contains("image_required");
                        assertThat(e.type()).contains("invalid_request_error");
                    });
            assertThatThrownBy(() -> client.chat()
                            .completions()
                            .create(ask(Scene.CLEAN).model("gpt-5").build()))
                    .isInstanceOfSatisfying(NotFoundException.class, e -> {
                        assertThat(e.code()).contains("model_not_found");
                        assertThat(e.param()).contains("model");
                    });
            assertThatThrownBy(() -> client(test, "ms_no_token").models().list())
                    .isInstanceOfSatisfying(
                            UnauthorizedException.class,
                            e -> assertThat(e.code()).contains("unauthenticated"));
        }
    }

    @Test
    void asksAnImageThatBreaksTheModelOnlyOnce() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            OpenAIClient client = client(test, Role.OPERATOR);

            assertThatThrownBy(() ->
                            client.chat().completions().create(ask(Scene.BROKEN).build()))
                    .isInstanceOfSatisfying(
                            InternalServerException.class,
                            e -> assertThat(e.code()).contains("failed"));
            String counted = test.send(test.as(Role.VIEWER, "/metrics")).text();
            assertThat(counted).contains("route=\"POST /v1/chat/completions\"} 1");
        }
    }

    @Test
    void comesAgainWhenTheQueueWasFull() throws Exception {
        try (TestServer test =
                new TestServer(folder, () -> new FakeInspector().loaded(), new InspectionQueue.Limits(1, 64 << 20))) {
            test.server().awaitModel();
            OpenAIClient patient = client(test, Role.OPERATOR);
            OpenAIClient impatient = patient.withOptions(options -> options.maxRetries(0));
            try (Socket other = takeThePlace(test)) {
                assertThatThrownBy(() -> impatient
                                .chat()
                                .completions()
                                .create(ask(Scene.CLEAN).build()))
                        .isInstanceOfSatisfying(RateLimitException.class, e -> {
                            assertThat(e.code()).contains("queue_full");
                            assertThat(e.headers().values("Retry-After")).containsExactly("1");
                        });
                CompletableFuture<ChatCompletion> answer = CompletableFuture.supplyAsync(() ->
                        patient.chat().completions().create(ask(Scene.CLEAN).build()));
                await(test, "millsight_rejected_total{reason=\"queue_full\"} 2");
                other.close();
                assertThat(answer.join().choices()).hasSize(1);
            }
        }
    }

    /** Begins an upload that takes the only place, and never sends its image. */
    private static Socket takeThePlace(TestServer test) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), test.server().port());
        String request = "POST /v1/inspections HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + "Content-Length: 1000\r\nExpect: 100-continue\r\nAuthorization: Bearer " + test.token(Role.OPERATOR)
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(status).isEqualTo("HTTP/1.1 100"); // the server asks for the body: the place is taken
        return socket;
    }

    private static void await(TestServer test, String metric) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!test.send(test.as(Role.VIEWER, "/metrics")).text().contains(metric)) {
            assertThat(System.nanoTime()).as("%s never came", metric).isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** What the answer says about the inspection itself; the library has no other way to members that it does not know. */
    @SuppressWarnings("deprecation")
    private static String further(ChatCompletion answer) {
        return String.valueOf(answer._additionalProperties().get("millsight"));
    }
}
