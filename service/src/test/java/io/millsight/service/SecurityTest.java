package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks that have no better place, and the page that lists all of them. */
class SecurityTest {

    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/../http/openapi.json",
                "/page/..%2fhttp/openapi.json",
                "/page/%2e%2e/http/openapi.json",
                "/page/..\\http\\openapi.json",
                "/page//etc/passwd",
                "/page/css/../../http/openapi.json",
                "/page/app.js%00.png",
                "/page/.",
                "/page/css"
            })
    void aPathLeavesTheFolderOfThePageNowhere(String path) throws Exception {
        try (TestServer test = TestServer.ready(folder);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), test.server().port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("\"openapi\"", "root:");
        }
    }

    @Test
    void aSessionThatSomebodyElseChoseIsWorthNothing() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String body = "{\"token\":\"" + test.token(Role.VIEWER) + "\"}";
            HttpRequest.Builder login = test.anonymous("/v1/session")
                    .header("Cookie", "millsight_session=chosen")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));

            assertThat(test.send(login).header("Set-Cookie"))
                    .startsWith("millsight_session=")
                    .doesNotContain("chosen");
            assertThat(test.send(test.anonymous("/v1/session").header("Cookie", "millsight_session=chosen"))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aSmallFileOfManyPixelsIsRefusedByItsHeader() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            long before = Runtime.getRuntime().totalMemory();
            TestServer.Answer answer = test.send(test.upload(bomb(30_000, 30_000), ""));

            assertThat(answer.problem(422)).isEqualTo("invalid_image");
            assertThat(Runtime.getRuntime().totalMemory() - before).isLessThan(900_000_000L);
        }
    }

    /** The head of a PNG file; its pixels would need 2.7 GB. */
    private static byte[] bomb(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(header.array());
        return ByteBuffer.allocate(33)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .put(header.array())
                .putInt((int) sum.getValue())
                .array();
    }

    @Test
    void everyTestThatTheSecurityPageNamesExists() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "security.md"));
        List<MatchResult> named = NAMED_TEST.matcher(page).results().toList();

        assertThat(named).hasSizeGreaterThan(15);
        for (MatchResult test : named) {
            assertThat(source(test.group(1))).as(test.group()).contains("void " + test.group(2) + "(");
        }
    }

    private static String source(String test) throws IOException {
        for (String module : List.of("service", "history")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                List<Path> found =
                        files.filter(file -> file.endsWith(test + ".java")).toList();
                if (!found.isEmpty()) {
                    return Files.readString(found.get(0));
                }
            }
        }
        return "";
    }
}
