package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.AccessTokens;
import io.millsight.history.Actor;
import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.service.TestServer.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SessionTest {

    @TempDir
    private Path folder;

    @Test
    void logsInWithATokenAndOutAgain() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            Answer login = login(test, "{\"token\":\"" + test.token(Role.OPERATOR) + "\"}");
            String cookie = cookie(login);

            assertThat(login.json(200).path("role").asString()).isEqualTo("operator");
            assertThat(login.header("Set-Cookie"))
                    .contains("HttpOnly", "SameSite=Strict", "Path=/")
                    .doesNotContain("Secure");
            assertThat(test.send(test.anonymous("/v1/session").header("Cookie", cookie))
                            .json(200)
                            .path("name")
                            .asString())
                    .isEqualTo("the OPERATOR");
            assertThat(test.send(test.anonymous("/v1/inspections").header("Cookie", cookie))
                            .status())
                    .isEqualTo(200);
            assertThat(test.send(own(test, "/v1/session")
                                    .header("Cookie", cookie)
                                    .DELETE())
                            .status())
                    .isEqualTo(204);
            assertThat(test.send(test.anonymous("/v1/session").header("Cookie", cookie))
                            .problem(401))
                    .isEqualTo("unauthenticated");
        }
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String cookie = cookie(login(test, "{\"token\":\"" + test.token(Role.OPERATOR) + "\"}"));

            for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1")) {
                assertThat(test.send(lease(test, cookie).header("Origin", origin))
                                .problem(403))
                        .isEqualTo("foreign_origin");
            }
            assertThat(test.send(lease(test, cookie)).problem(403)).isEqualTo("foreign_origin");
            assertThat(test.send(lease(test, cookie)
                                    .header("Origin", test.uri("").toString()))
                            .status())
                    .isEqualTo(204);
        }
    }

    private static HttpRequest.Builder lease(TestServer test, String cookie) {
        return test.anonymous("/v1/review-queue/lease")
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }

    @Test
    void aFailedLoginSaysNothingAndManyAreStopped() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            for (int i = 0; i < 10; i++) {
                assertThat(login(test, "{\"token\":\"ms_0_0\"}").problem(401)).isEqualTo("unauthenticated");
            }
            Answer stopped = login(test, "{\"token\":\"" + test.token(Role.ADMIN) + "\"}");

            assertThat(stopped.problem(429)).isEqualTo("too_many_failures");
            assertThat(Integer.parseInt(String.valueOf(stopped.header("Retry-After"))))
                    .isBetween(1, 301);
            assertThat(test.send(test.as(Role.ADMIN, "/v1/tokens")).status())
                    .as("programs with a token go on")
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesALoginThatIsNoJson() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            assertThat(login(test, "{}").problem(422)).isEqualTo("invalid_request");
            assertThat(login(test, "{\"user\":\"x\"}").problem(422)).isEqualTo("invalid_request");
            assertThat(login(test, "token").problem(400)).isEqualTo("invalid_request");
            assertThat(test.send(own(test, "/v1/session").POST(HttpRequest.BodyPublishers.ofString("{}")))
                            .problem(415))
                    .isEqualTo("unsupported_format");
        }
    }

    @Test
    void theFirstStartGivesATokenAndALinkThatWorksOnce() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            InspectionServer.FirstStart first = test.server().firstStart().orElseThrow();
            String code = first.fragment().replace("/#login=", "");

            assertThat(first.token()).startsWith("ms_");
            assertThat(first.toString()).doesNotContain(first.token(), code);
            assertThat(login(test, "{\"code\":\"x\"}").status()).isEqualTo(401);
            assertThat(login(test, "{\"code\":\"" + code + "\"}")
                            .json(200)
                            .path("role")
                            .asString())
                    .isEqualTo("admin");
            assertThat(login(test, "{\"code\":\"" + code + "\"}").status()).isEqualTo(401);
        }
        try (TestServer again = TestServer.ready(folder)) {
            assertThat(again.server().firstStart()).isEmpty();
        }
    }

    @Test
    void anAdministratorManagesTokens() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            JsonNode made = test.send(test.json(
                            Role.ADMIN, "/v1/tokens", "{\"name\":\"Anna\",\"role\":\"operator\",\"days\":90}"))
                    .json(201);
            String token = made.path("token").asString();
            String path = "/v1/tokens/" + made.path("id").asString();

            assertThat(bearer(test, token)).isEqualTo(200);
            assertThat(test.send(test.as(Role.ADMIN, "/v1/tokens")).text()).doesNotContain(token);
            assertThat(test.send(test.as(Role.ADMIN, path).DELETE()).status()).isEqualTo(204);
            assertThat(bearer(test, token)).isEqualTo(401);
            assertThat(test.send(test.as(Role.ADMIN, path).DELETE()).problem(404))
                    .isEqualTo("not_found");
            assertThat(test.send(test.json(Role.ADMIN, "/v1/tokens", "{\"name\":\"\",\"role\":\"viewer\"}"))
                            .problem(422))
                    .isEqualTo("invalid_request");
            assertThat(test.send(test.as(Role.ADMIN, "/v1/audit"))
                            .json(200)
                            .at("/items/0/action")
                            .asString())
                    .isEqualTo("token_deleted");
        }
    }

    private static int bearer(TestServer test, String token) throws Exception {
        return test.send(test.anonymous("/v1/inspections").header("Authorization", "Bearer " + token))
                .status();
    }

    @Test
    void aTokenThatHasEndedIsRefused() throws Exception {
        try (History history = History.open(folder, Clock.systemUTC())) {
            AccessTokens.Wish wish = new AccessTokens.Wish("old", Role.ADMIN, Duration.ZERO);
            String text = history.tokens().make(wish, Actor.PROGRAM).text();
            assertThat(history.tokens().authenticate(text)).isEmpty();
        }
    }

    @Test
    void everyAnswerHasTheHeadersThatProtectThePage() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            for (String path : List.of("/live", "/v1/inspections", "/nothing", "/page/%2e%2e/secret.js")) {
                Answer answer = test.send(test.anonymous(path));
                assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
                assertThat(answer.header("Content-Security-Policy")).as(path).startsWith("default-src 'self';");
                assertThat(answer.header("Server")).as(path).isNull();
            }
        }
    }

    private static HttpRequest.Builder own(TestServer test, String path) {
        return test.anonymous(path).header("Origin", test.uri("").toString());
    }

    private static Answer login(TestServer test, String body) throws Exception {
        return test.send(own(test, "/v1/session")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String cookie(Answer login) {
        return String.valueOf(login.header("Set-Cookie")).replaceFirst(";.*", "");
    }
}
