package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.AccessTokens;
import io.millsight.history.Actor;
import io.millsight.history.History;
import io.millsight.history.PostgresAddress;
import io.millsight.history.Role;
import io.millsight.history.TestPostgres;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.learning.FakeLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that are told of what happens. */
class EventsTest {

    private static final String PATH = "/v1/events";

    @TempDir
    private Path folder;

    /** An event as it arrives. */
    private record Event(String id, String name, JsonNode data) {

        static final Event END = new Event("", "the end", JsonMapper.shared().nullNode());

        String recordId() {
            return data.path("id").asString();
        }
    }

    /** Listens on a thread of its own. */
    private static final class Listener implements AutoCloseable {

        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final InputStream in;

        /** Waits until the server says that it sends. */
        Listener(TestServer test, HttpRequest.Builder request) throws Exception {
            HttpResponse<InputStream> answer =
                    test.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            in = answer.body();
            Thread thread = new Thread(this::read);
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                String id = "";
                String name = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String value = line.substring(line.indexOf(':') + 1).strip();
                    if (line.startsWith("id:")) {
                        id = value;
                    } else if (line.startsWith("event:")) {
                        name = value;
                    } else if (line.startsWith("data:")) {
                        events.add(new Event(id, name, JsonMapper.shared().readTree(value)));
                    }
                }
            } catch (IOException e) {
                // closed by the test, or by the server
            }
            events.add(Event.END);
        }

        Event next() throws InterruptedException {
            @Nullable Event event = events.poll(60, TimeUnit.SECONDS);
            assertThat(event).as("nothing came").isNotNull();
            return event;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static Listener listen(TestServer test, String query) throws Exception {
        return new Listener(test, test.as(Role.VIEWER, PATH + query));
    }

    private static String inspect(TestServer test, int number, String line) throws Exception {
        return test.send(test.upload(FakeInspector.picture(Scene.SCRATCHES, number), "?coil=C1&line=" + line))
                .json(201)
                .path("id")
                .asString();
    }

    private static void review(TestServer test, String id) throws Exception {
        test.send(test.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", "{\"action\":\"clean\"}")
                        .header("If-Match", "1"))
                .json(201);
    }

    @Test
    void tellsOfInspectionsReviewsAndTheActiveModel() throws Exception {
        try (TestServer test = new TestServer(folder, new FakeLoader(), TestServer.ROOMY)) {
            test.server().awaitModel();
            inspect(test, 0, "L1");
            try (Listener all = listen(test, "");
                    Listener second = listen(test, "?line=L2")) {
                String one = inspect(test, 1, "L1");
                String two = inspect(test, 2, "L2");
                review(test, one);
                Path adapter = Files.createDirectories(folder.resolve("tuned"));
                Files.writeString(adapter.resolve("settings.yaml"), "{}");
                String tuned = test.send(test.json(Role.ADMIN, "/v1/adapters", "{\"folder\":\"tuned\"}"))
                        .json(201)
                        .path("id")
                        .asString();
                test.send(test.json(
                                Role.ADMIN,
                                "/v1/adapters/" + tuned + "/activate",
                                "{\"override\":true,\"reason\":\"a try\"}"))
                        .json(200);

                Event inspected = all.next();
                assertThat(inspected.name()).isEqualTo("inspection");
                assertThat(inspected.id()).isEqualTo(one);
                assertThat(inspected.data().path("verdict").asString()).isEqualTo("DEFECTS");
                assertThat(inspected.data().at("/context/coil").asString()).isEqualTo("C1");
                assertThat(all.next().recordId()).isEqualTo(two);
                Event reviewed = all.next();
                assertThat(reviewed.name()).isEqualTo("review");
                assertThat(reviewed.data().path("inspection").asString()).isEqualTo(one);
                assertThat(reviewed.data().path("disposition").asString()).isEqualTo("PASS");
                Event deployed = all.next();
                assertThat(deployed.name()).isEqualTo("deployment");
                assertThat(deployed.data().path("adapter").asString()).isEqualTo("tuned");

                assertThat(second.next().recordId()).isEqualTo(two);
                assertThat(second.next()).isEqualTo(deployed);
            }
        }
    }

    @Test
    void goesOnAfterTheLastEventOfABrokenConnection() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String last;
            try (Listener first = listen(test, "")) {
                inspect(test, 1, "L1");
                last = first.next().id();
            }
            String missed = inspect(test, 2, "L1");
            String other = inspect(test, 3, "L1");
            try (Listener again = new Listener(test, test.as(Role.VIEWER, PATH).header("Last-Event-ID", last))) {
                assertThat(again.next().id()).isEqualTo(missed);
                assertThat(again.next().id()).isEqualTo(other);
                String next = inspect(test, 4, "L1");
                assertThat(again.next().id()).isEqualTo(next);
                assertThat(again.events).isEmpty();
            }
            assertThat(test.send(test.as(Role.VIEWER, PATH).header("Last-Event-ID", "yesterday"))
                            .problem(400))
                    .isEqualTo("invalid_request");
        }
    }

    @Test
    void endsWithTheTokenTheSessionAndTheService() throws Exception {
        Listener left;
        try (TestServer test = TestServer.ready(folder)) {
            AccessTokens.Wish wish = new AccessTokens.Wish("short", Role.VIEWER, Duration.ofSeconds(3));
            String text = test.history().tokens().make(wish, Actor.PROGRAM).text();
            AccessTokens.Made deleted =
                    test.history().tokens().make(new AccessTokens.Wish("deleted", Role.VIEWER, null), Actor.PROGRAM);
            String session = test.history().sessions().open(deleted.token()).secret();
            try (Listener expiring = new Listener(test, bearer(test, text));
                    Listener revoked = new Listener(test, bearer(test, deleted.text()));
                    Listener cookie =
                            new Listener(test, test.anonymous(PATH).header("Cookie", "millsight_session=" + session))) {
                test.history().tokens().delete(deleted.token().id(), Actor.PROGRAM);
                assertThat(revoked.next()).isEqualTo(Event.END);
                assertThat(cookie.next()).isEqualTo(Event.END);
                assertThat(expiring.next()).isEqualTo(Event.END);
                assertThat(test.send(bearer(test, text)).status()).isEqualTo(401);
            }
            left = listen(test, "");
        }
        assertThat(left.next()).isEqualTo(Event.END);
    }

    private static HttpRequest.Builder bearer(TestServer test, String token) {
        return test.anonymous(PATH).header("Authorization", "Bearer " + token);
    }

    @Test
    void refusesTooManyListenersUntilOneHasGone() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            List<Listener> listeners = new ArrayList<>();
            for (int number = 0; number < 32; number++) {
                listeners.add(listen(test, ""));
            }
            TestServer.Answer refused = test.send(test.as(Role.VIEWER, PATH));
            assertThat(refused.problem(429)).isEqualTo("too_many_listeners");
            assertThat(refused.response().headers().firstValue("Retry-After")).contains("30");

            inspect(test, 1, "L1");
            for (Listener listener : listeners) {
                assertThat(listener.next().name()).isEqualTo("inspection");
                listener.close();
            }
        }
    }

    @Test
    void tellsOfTheInspectionsOfAnotherServer() throws Exception {
        PostgresAddress address = TestPostgres.shared().schema(folder.toString());
        try (TestServer one = server(address);
                TestServer other = server(address);
                Listener listener = listen(other, "")) {
            String first = inspect(one, 1, "L1");
            Event event = listener.next();
            assertThat(event.id()).isEqualTo(first);
            String second = inspect(other, 2, "L1");
            assertThat(listener.next().id()).isEqualTo(second);
            try (Listener again = new Listener(one, one.as(Role.VIEWER, PATH).header("Last-Event-ID", event.id()))) {
                List<String> ids = new ArrayList<>();
                do {
                    ids.add(again.next().id());
                } while (!ids.contains(second));
                assertThat(ids).doesNotHaveDuplicates().doesNotContain(event.id());
                TimeUnit.SECONDS.sleep(2);
                assertThat(listener.events).as("each event is sent once").isEmpty();
                assertThat(again.events).isEmpty();
            }
        }
    }

    private TestServer server(PostgresAddress address) throws InterruptedException {
        TestServer test =
                new TestServer(History.open(folder, address, Clock.systemUTC()), new FakeLoader(), TestServer.ROOMY);
        test.server().awaitModel();
        return test;
    }
}
