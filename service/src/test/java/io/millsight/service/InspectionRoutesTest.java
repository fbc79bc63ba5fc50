package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.InspectionFilter;
import io.millsight.history.Role;
import io.millsight.image.PngEncoder;
import io.millsight.image.RgbImage;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer.Answer;
import io.millsight.service.queue.InspectionQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectionRoutesTest {

    private static final String PLACE =
            "?line=L1&coil=C42&frame=17&side=top&x_mm=12000&y_mm=340.5&taken_at=2026-11-28T16:00:00Z";

    @TempDir
    private Path folder;

    @Test
    void inspectsStoresAndShowsAnImage() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.SCRATCHES, 1);

            Answer answer = test.send(test.upload(picture, PLACE));

            JsonNode inspection = answer.json(201);
            String path = "/v1/inspections/" + inspection.path("id").asString();
            assertThat(answer.header("Location")).isEqualTo(path);
            assertThat(answer.header("ETag")).isEqualTo("\"1\"");
            assertThat(inspection.path("verdict").asString()).isEqualTo("DEFECTS");
            assertThat(inspection.path("disposition").asString()).isEqualTo("HOLD");
            assertThat(inspection.at("/defects/0").toString())
                    .isEqualTo("{\"n\":0,\"type\":\"scratches\",\"box\":[10.0,0.0,20.0,39.0],\"score\":0.9,"
                            + "\"threshold\":0.3,\"counts\":true}");
            assertThat(inspection.path("candidates")).isEmpty();
            assertThat(inspection.path("context").toString())
                    .isEqualTo(
                            "{\"line\":\"L1\",\"product\":null,\"coil\":\"C42\",\"frame\":17,\"side\":\"top\",\"x_mm\":12000.0,"
                                    + "\"y_mm\":340.5,\"length_mm\":null,\"taken_at\":\"2026-11-28T16:00:00Z\"}");
            assertThat(inspection.at("/lineage/adapter").asString()).isEqualTo("fake-adapter");
            assertThat(inspection.path("review").isNull()).isTrue();
            assertThat(test.send(test.as(Role.VIEWER, path)).json(200)).isEqualTo(inspection);
            Answer image = test.send(test.as(Role.VIEWER, path + "/image"));
            assertThat(image.response().body()).isEqualTo(picture);
            assertThat(image.header("Content-Type")).isEqualTo("image/png");
            assertThat(image.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(test.send(test.as(Role.VIEWER, path + "/image?as=png")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void readsAMultipartUploadWithItsContext() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            String head = """
                    --x
                    Content-Disposition: form-data; name="context"

                    {"coil":"C7","frame":3}
                    --x
                    Content-Disposition: form-data; name="image"; filename="../../a.png"
                    Content-Type: image/png

                    """;
            body.writeBytes(head.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            body.writeBytes(FakeInspector.picture(Scene.CLEAN, 1));
            body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));

            JsonNode inspection = test.send(test.as(Role.OPERATOR, "/v1/inspections")
                            .header("Content-Type", "multipart/form-data; boundary=x")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())))
                    .json(201);

            assertThat(inspection.at("/context/coil").asString()).isEqualTo("C7");
            assertThat(inspection.path("verdict").asString()).isEqualTo("CLEAN");
            assertThat(inspection.path("disposition").asString()).isEqualTo("PASS");
        }
    }

    @Test
    void aBoxBelowTheThresholdIsACandidateAndTheSurfaceClean() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            JsonNode inspection = test.inspect(Scene.WEAK, 1);

            assertThat(inspection.path("verdict").asString()).isEqualTo("CLEAN");
            assertThat(inspection.path("defects")).isEmpty();
            assertThat(inspection.at("/candidates/0/score").asDouble()).isEqualTo(0.1);
            assertThat(inspection.at("/queue/why").asString()).isEqualTo("candidates");
        }
    }

    @Test
    void anUnreadableAnswerHoldsTheSteel() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            JsonNode inspection = test.inspect(Scene.UNREADABLE, 1);

            assertThat(inspection.path("verdict").asString()).isEqualTo("UNDETERMINED");
            assertThat(inspection.path("disposition").asString()).isEqualTo("HOLD");
            assertThat(inspection.at("/queue/priority").asDouble()).isEqualTo(1);
        }
    }

    @Test
    void listsFiltersAndPages() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            for (int i = 0; i < 3; i++) {
                test.send(test.upload(FakeInspector.picture(Scene.CLEAN, i), "?coil=C" + i))
                        .json(201);
            }
            JsonNode first =
                    test.send(test.as(Role.VIEWER, "/v1/inspections?limit=2")).json(200);
            JsonNode second = test.send(test.as(
                            Role.VIEWER,
                            "/v1/inspections?limit=2&cursor="
                                    + first.path("next").asString()))
                    .json(200);

            assertThat(first.path("items")).hasSize(2);
            assertThat(second.path("items")).hasSize(1);
            assertThat(second.path("next").isNull()).isTrue();
            assertThat(test.send(test.as(Role.VIEWER, "/v1/inspections?coil=C1&verdict=clean&state=open"))
                            .json(200)
                            .path("items"))
                    .hasSize(1);
            assertThat(test.send(test.as(Role.VIEWER, "/v1/inspections?from=yesterday"))
                            .json(400)
                            .path("detail")
                            .asString())
                    .isEqualTo("from is \"yesterday\", expected a time such as 2026-11-28T16:30:00Z");
        }
    }

    @Test
    void theSameKeyInspectsOnce() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);

            Answer first = test.send(test.upload(picture, "").header("Idempotency-Key", "k1"));
            Answer again = test.send(test.upload(picture, "").header("Idempotency-Key", "k1"));
            Answer other = test.send(
                    test.upload(FakeInspector.picture(Scene.CLEAN, 2), "").header("Idempotency-Key", "k1"));

            assertThat(again.json(201)).isEqualTo(first.json(201));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(other.problem(422)).isEqualTo("key_reused");
            assertThat(stored(test)).isEqualTo(1);
        }
    }

    @Test
    void thePlaceOnTheCoilIsAKey() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);

            test.send(test.upload(picture, PLACE)).json(201);
            Answer again = test.send(test.upload(picture, PLACE));
            test.send(test.upload(picture, "")).json(201);
            test.send(test.upload(picture, "")).json(201);

            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(stored(test)).isEqualTo(3);
        }
    }

    private static int stored(TestServer test) {
        return test.history().inspections().list(InspectionFilter.ALL, null, 99).size();
    }

    @Test
    void refusesWhatIsNoImageBeforeTheModelSeesIt() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
            byte[] half = Arrays.copyOf(picture, picture.length / 2);
            byte[] thin = PngEncoder.encode(new RgbImage(300, 1, new byte[900]).toBufferedImage());

            assertThat(test.send(test.upload("%PDF-1.7 ......".getBytes(StandardCharsets.UTF_8), ""))
                            .problem(415))
                    .isEqualTo("unsupported_format");
            assertThat(test.send(test.upload("<svg onload='alert(1)'/>".getBytes(StandardCharsets.UTF_8), ""))
                            .problem(415))
                    .isEqualTo("unsupported_format");
            assertThat(test.send(test.upload(half, "")).problem(422)).isEqualTo("invalid_image");
            assertThat(test.send(test.upload(thin, "")).problem(422)).isEqualTo("invalid_image");
            assertThat(test.send(test.upload(huge(), "")).problem(422)).isEqualTo("invalid_image");
            assertThat(stored(test)).isZero();
        }
    }

    @Test
    void refusesALargeUploadBeforeItIsSent() throws Exception {
        try (TestServer test = TestServer.ready(folder);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head(test, (32 << 20) + 1));

            assertThat(readUntil(socket.getInputStream(), "}", 1)).contains("HTTP/1.1 413", "urn:millsight:too_large");
        }
    }

    /** Returns a PNG file whose header promises 40,000 x 40,000 pixels. */
    private static byte[] huge() {
        byte[] png = FakeInspector.picture(Scene.CLEAN, 1);
        ByteBuffer.wrap(png).putInt(16, 40_000).putInt(20, 40_000);
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
        return png;
    }

    @Test
    void refusesRequestsThatCannotBeRead() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);

            assertThat(test.send(test.upload(picture, "?frame=x")).problem(400)).isEqualTo("invalid_request");
            assertThat(test.send(test.upload(picture, "?x_mm=NaN")).problem(422))
                    .isEqualTo("invalid_request");
            assertThat(test.send(test.upload(picture, "?coil=" + "C".repeat(101)))
                            .problem(422))
                    .isEqualTo("invalid_request");
            assertThat(test.send(test.upload(picture, "").header("Millsight-Deadline-Ms", "5"))
                            .problem(400))
                    .isEqualTo("invalid_request");
            assertThat(test.send(test.upload(picture, "").header("Millsight-Lane", "fast"))
                            .problem(400))
                    .isEqualTo("invalid_request");
            assertThat(test.send(test.as(Role.OPERATOR, "/v1/inspections")
                                    .header("Content-Type", "text/html")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(picture)))
                            .problem(415))
                    .isEqualTo("unsupported_format");
            assertThat(test.send(test.as(Role.OPERATOR, "/v1/inspections")
                                    .header("Content-Type", "image/png")
                                    .POST(HttpRequest.BodyPublishers.ofInputStream(InputStream::nullInputStream)))
                            .problem(411))
                    .isEqualTo("length_required");
            assertThat(test.send(test.as(Role.OPERATOR, "/v1/nothing")).problem(404))
                    .isEqualTo("not_found");
            Answer method = test.send(test.as(Role.OPERATOR, "/v1/inspections").DELETE());
            assertThat(method.problem(405)).isEqualTo("method_not_allowed");
            assertThat(method.header("Allow")).contains("GET", "POST");
        }
    }

    @Test
    void aPictureThatBreaksTheModelFailsAlone() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            List<CompletableFuture<HttpResponse<byte[]>>> running = new ArrayList<>();
            running.add(sendLater(test, Scene.SLOW, 1));
            for (int i = 0; i < 4; i++) {
                running.add(sendLater(test, Scene.CLEAN, i));
            }
            running.add(sendLater(test, Scene.BROKEN, 1));
            running.add(sendLater(test, Scene.LARGE, 1));

            List<Integer> statuses = new ArrayList<>();
            for (CompletableFuture<HttpResponse<byte[]>> each : running) {
                statuses.add(each.join().statusCode());
            }

            assertThat(statuses).containsExactly(201, 201, 201, 201, 201, 500, 500);
            assertThat(running.get(6).join().headers().firstValue("X-Should-Retry"))
                    .contains("false");
            assertThat(test.inspect(Scene.CLEAN, 9).path("verdict").asString()).isEqualTo("CLEAN");
            assertThat(test.send(test.anonymous("/live")).status()).isEqualTo(200);
        }
    }

    private static CompletableFuture<HttpResponse<byte[]>> sendLater(TestServer test, Scene scene, int number) {
        return test.client()
                .sendAsync(
                        test.upload(FakeInspector.picture(scene, number), "").build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void theDeadlineDoesNotWaitForTheModel() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            long began = System.nanoTime();
            Answer late = test.send(
                    test.upload(FakeInspector.picture(Scene.SLOW, 1), "").header("Millsight-Deadline-Ms", "100"));

            assertThat(late.problem(504)).isEqualTo("deadline");
            assertThat(late.header("X-Should-Retry")).isEqualTo("false");
            assertThat(System.nanoTime() - began).isLessThan(290_000_000L);
            assertThat(stored(test)).isZero();
        }
    }

    @Test
    void aFullQueueSaysWhenToComeAgain() throws Exception {
        InspectionQueue.Limits limits = new InspectionQueue.Limits(2, 1 << 20);
        try (TestServer test = new TestServer(folder, () -> new FakeInspector().loaded(), limits)) {
            test.server().awaitModel();
            CompletableFuture<HttpResponse<byte[]>> first = sendLater(test, Scene.SLOW, 1);
            CompletableFuture<HttpResponse<byte[]>> second = sendLater(test, Scene.SLOW, 2);
            Thread.sleep(100); // both have taken their places
            Answer third = test.send(test.upload(FakeInspector.picture(Scene.CLEAN, 3), ""));

            assertThat(third.problem(429)).isEqualTo("queue_full");
            assertThat(Integer.parseInt(String.valueOf(third.header("Retry-After"))))
                    .isPositive();
            assertThat(first.join().statusCode()).isEqualTo(201);
            assertThat(second.join().statusCode()).isEqualTo(201);
        }
    }

    @Test
    void answersWithoutTheModelWhileItIsLoaded() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (TestServer test = new TestServer(
                folder,
                () -> {
                    try {
                        hold.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new FakeInspector().loaded();
                },
                TestServer.ROOMY)) {
            Answer early = test.send(test.upload(FakeInspector.picture(Scene.CLEAN, 1), ""));

            assertThat(early.problem(503)).isEqualTo("starting");
            assertThat(early.header("Retry-After")).isEqualTo("5");
            assertThat(test.send(test.anonymous("/live")).status()).isEqualTo(200);
            assertThat(test.send(test.anonymous("/ready"))
                            .json(503)
                            .at("/checks/model")
                            .asBoolean())
                    .isFalse();
            hold.countDown();
            test.server().awaitModel();
            assertThat(test.send(test.anonymous("/ready"))
                            .json(200)
                            .path("ready")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void anImageWhoseClientIsGoneIsNotComputed() throws Exception {
        FakeInspector inspector = new FakeInspector();
        try (TestServer test = new TestServer(folder, inspector::loaded, TestServer.ROOMY)) {
            test.server().awaitModel();
            int before = inspector.batches().size();
            List<CompletableFuture<HttpResponse<byte[]>>> slow = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                slow.add(sendLater(test, Scene.SLOW, i));
            }
            Thread.sleep(50); // the model is busy now
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), test.server().port())) {
                socket.getOutputStream().write(raw(test, picture));
                socket.getOutputStream().flush();
                Thread.sleep(50);
            }
            slow.forEach(CompletableFuture::join);
            Thread.sleep(400);

            assertThat(inspector.batches().stream()
                            .skip(before)
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(4);
            assertThat(stored(test)).isEqualTo(4);
        }
    }

    @Test
    void aSecondRequestThatComesBeforeTheFirstAnswerIsAnsweredToo() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), test.server().port())) {
                socket.setSoTimeout(10_000);
                OutputStream out = socket.getOutputStream();
                out.write(raw(test, FakeInspector.picture(Scene.SLOW, 1)));
                out.write(raw(test, FakeInspector.picture(Scene.SLOW, 2)));
                out.flush();

                assertThat(readUntil(socket.getInputStream(), "\"revision\":1}", 2))
                        .contains("HTTP/1.1 201");
            }
            assertThat(stored(test)).isEqualTo(2);
        }
    }

    private static byte[] raw(TestServer test, byte[] picture) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head(test, picture.length));
        request.writeBytes(picture);
        return request.toByteArray();
    }

    private static byte[] head(TestServer test, int length) {
        return ("POST /v1/inspections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + test.token(Role.OPERATOR)
                        + "\r\nContent-Type: image/png\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String readUntil(InputStream in, String end, int times) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.toString().split(Pattern.quote(end), -1).length <= times) {
            int next = in.read();
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void answersWhatWasAcceptedBeforeItEnds() throws Exception {
        TestServer test = TestServer.ready(folder);
        CompletableFuture<HttpResponse<byte[]>> running = sendLater(test, Scene.SLOW, 1);
        Thread.sleep(100); // the model is busy now
        test.close();

        assertThat(running.join().statusCode()).isEqualTo(201);
    }
}
