package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong around the service, and what the service does then. */
class FaultsTest {

    private static final int CONNECTIONS = 1000;

    @TempDir
    private Path folder;

    private TestServer server(Duration patience, long diskFloor) throws InterruptedException {
        TestServer test = new TestServer(
                History.open(folder, Clock.systemUTC()),
                () -> new FakeInspector().loaded(),
                ServiceSettings.at("127.0.0.1", 0).with(new SafetySettings(patience, diskFloor, null)));
        test.server().awaitModel();
        return test;
    }

    private static TestServer.Answer inspect(TestServer test, Scene scene) throws IOException, InterruptedException {
        return test.send(test.upload(FakeInspector.picture(scene, 1), ""));
    }

    @Test
    void anAnswerThatNobodyWaitsForIsGivenUp() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            TestServer.Answer late = test.send(
                    test.upload(FakeInspector.picture(Scene.ENDLESS, 1), "").header("Millsight-Deadline-Ms", "200"));

            assertThat(late.problem(504)).isEqualTo("deadline");
            assertThat(late.header("X-Should-Retry")).isEqualTo("false");
            assertThat(inspect(test, Scene.CLEAN).status()).isEqualTo(201);
        }
    }

    @Test
    void aHeapThatIsFullEndsOneImageOnly() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            TestServer.Answer failed = inspect(test, Scene.LARGE);

            assertThat(failed.problem(500)).isEqualTo("failed");
            assertThat(failed.header("X-Should-Retry")).isEqualTo("false");
            assertThat(inspect(test, Scene.CLEAN).status()).isEqualTo(201);
        }
    }

    @Test
    void aCorruptImageIsRefused() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
            byte[] half = Arrays.copyOf(picture, picture.length / 2);

            assertThat(test.send(test.upload(half, "")).problem(422)).isEqualTo("invalid_image");
        }
    }

    @Test
    void takesNoImageWhenTheDiskIsNearlyFull() throws Exception {
        try (TestServer test = server(Duration.ofSeconds(30), Long.MAX_VALUE)) {
            TestServer.Answer refused = inspect(test, Scene.CLEAN);

            assertThat(refused.problem(503)).isEqualTo("disk_full");
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(test.send(test.anonymous("/ready"))
                            .json(503)
                            .path("checks")
                            .path("disk")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void takesNoImageWhenTheAdapterChangesNothing() throws Exception {
        try (TestServer test = new TestServer(
                folder, () -> new FakeInspector(0.9).loaded(() -> new FakeInspector(0.9)), TestServer.ROOMY)) {
            test.server().awaitModel();
            String reason =
                    test.send(test.anonymous("/ready")).json(503).path("reason").asString();

            assertThat(reason).startsWith("the adapter changes nothing");
            assertThat(inspect(test, Scene.CLEAN).problem(503)).isEqualTo("canary");
        }
    }

    @Test
    void anImageThatCannotBeStoredIsNotAccepted() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            Path images = folder.resolve("images");
            Files.delete(images);
            Files.createFile(images);
            TestServer.Answer refused = inspect(test, Scene.CLEAN);
            Files.delete(images);

            assertThat(refused.problem(503)).isEqualTo("storage");
            assertThat(test.send(test.as(Role.VIEWER, "/v1/inspections"))
                            .json(200)
                            .path("items"))
                    .isEmpty();
            assertThat(inspect(test, Scene.CLEAN).status()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\nHost: a\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Content-Length : 2\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "X: a\r\n Content-Length: 2\r\n\r\n{}"
            })
    void aRequestWithTwoReadingsIsRefusedAndItsConnectionClosed(String rest) throws Exception {
        try (TestServer test = TestServer.ready(folder);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port())) {
            socket.setSoTimeout(10_000);
            write(socket, "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + rest);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Test
    void aClientThatSendsAByteNowAndThenIsCutOff() throws Exception {
        try (TestServer test = server(Duration.ofSeconds(1), 0);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port())) {
            write(
                    socket,
                    "POST /v1/inspections HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: 9999\r\n"
                            + "Authorization: Bearer " + test.token(Role.OPERATOR) + "\r\n\r\n");
            long begin = System.nanoTime();
            boolean open = true;
            while (open && System.nanoTime() - begin < 20e9) {
                open = sendOne(socket);
            }

            assertThat(open).isFalse();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408 ");
        }
    }

    /** Sends a byte, and returns whether there is no answer yet. */
    private static boolean sendOne(Socket socket) throws IOException, InterruptedException {
        Thread.sleep(200);
        try {
            write(socket, "x");
        } catch (SocketException e) {
            return false;
        }
        return socket.getInputStream().available() == 0;
    }

    @Test
    void aClientThatNeverEndsItsHeadersIsCutOff() throws Exception {
        try (TestServer test = server(Duration.ofSeconds(1), 0);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port())) {
            socket.setSoTimeout(20_000);
            write(socket, "GET /live HTTP/1.1\r\nHost: a\r\n");

            assertThat(socket.getInputStream().readAllBytes()).asString().doesNotContain(" 200 ");
        }
    }

    @Test
    void oneConnectionCarriesSeveralRequests() throws Exception {
        byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
        try (TestServer test = TestServer.ready(folder);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port())) {
            socket.setSoTimeout(20_000);
            write(
                    socket,
                    "POST /v1/inspections HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: "
                            + picture.length + "\r\nAuthorization: Bearer " + test.token(Role.OPERATOR)
                            + "\r\n\r\n");
            socket.getOutputStream().write(picture);
            write(socket, "GET /live HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
            write(socket, "GET /live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers).startsWith("HTTP/1.1 201 ");
            assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(4);
        }
    }

    @Test
    void aThousandOpenConnectionsDoNotDisturb() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestServer test = TestServer.ready(folder)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port());
                sockets.add(socket);
                write(socket, "POST /v1/inspections HTTP/1.1\r\nHost: a\r\n");
            }
            long begin = System.nanoTime();
            assertThat(test.send(test.anonymous("/live")).status()).isEqualTo(200);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            assertThat(inspect(test, Scene.CLEAN).status()).isEqualTo(201);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
