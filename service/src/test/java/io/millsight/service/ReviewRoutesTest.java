package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer.Answer;
import io.millsight.steel.Dataset;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.Datasets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ReviewRoutesTest {

    private static final String CORRECTION = "{\"action\":\"correct\",\"reason\":\"too short\",\"seconds\":2.5,"
            + "\"defects\":[{\"type\":\"scratches\",\"box\":[10,0,22,39],\"source\":0},"
            + "{\"type\":\"patches\",\"box\":[1,2,3,4.5],\"source\":null}]}";

    @TempDir
    private Path folder;

    @Test
    void leasesOfALineWithoutWhatWasPutOff() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            test.inspect(Scene.SCRATCHES, 1);
            String other = upload(test, 2);
            String putOff = upload(test, 3);

            String body = "{\"line\":\"L2\",\"exclude\":[\"" + putOff + "\"]}";
            JsonNode lease = test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", body))
                    .json(200);
            Answer nothing = test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", body));
            JsonNode queue =
                    test.send(test.as(Role.VIEWER, "/v1/review-queue?line=L2")).json(200);

            assertThat(lease.at("/inspection/id").asString()).isEqualTo(other);
            assertThat(lease.path("backlog").asInt()).isEqualTo(2);
            assertThat(nothing.status()).isEqualTo(204);
            assertThat(queue.path("backlog").asInt()).isEqualTo(2);
            assertThat(queue.path("lines").toString()).isEqualTo("[\"L2\"]");
        }
    }

    @Test
    void refusesAListOfThingsPutOffThatIsTooLong() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String body = "{\"exclude\":[" + String.join(",", Collections.nCopies(101, "\"x\"")) + "]}";
            assertThat(test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", body))
                            .problem(422))
                    .isEqualTo("invalid_request");
        }
    }

    private static String upload(TestServer test, int number) throws IOException, InterruptedException {
        return test.send(test.upload(FakeInspector.picture(Scene.SCRATCHES, number), "?line=L2&frame=" + number))
                .json(201)
                .path("id")
                .asString();
    }

    @Test
    void leasesCorrectsAndTells() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String id = test.inspect(Scene.SCRATCHES, 1).path("id").asString();

            JsonNode lease = test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", "{}"))
                    .json(200);
            Answer answer = test.send(review(test, id, CORRECTION).header("If-Match", "\"1\""));

            assertThat(lease.at("/inspection/id").asString()).isEqualTo(id);
            assertThat(lease.path("backlog").asInt()).isEqualTo(1);
            JsonNode review = answer.json(201);
            assertThat(answer.header("ETag")).isEqualTo("\"2\"");
            assertThat(review.path("by").asString()).isEqualTo("the OPERATOR");
            assertThat(review.at("/defects/0/origin").asString()).isEqualTo("moved");
            assertThat(review.at("/defects/1/origin").asString()).isEqualTo("added");
            JsonNode after =
                    test.send(test.as(Role.VIEWER, "/v1/inspections/" + id)).json(200);
            assertThat(after.path("review")).isEqualTo(review);
            assertThat(after.path("review_state").asString()).isEqualTo("corrected");
            assertThat(after.path("queue").isNull()).isTrue();
            assertThat(test.send(test.as(Role.VIEWER, "/v1/inspections/" + id + "/reviews"))
                            .json(200)
                            .at("/items/0"))
                    .isEqualTo(review);
            assertThat(test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", "{}"))
                            .status())
                    .isEqualTo(204);
            assertThat(test.send(test.as(Role.VIEWER, "/v1/review-queue"))
                            .json(200)
                            .path("backlog")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void ofTwoReviewsOfOneRevisionTheSecondIsRefusedAndARepeatedOneIsNot() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String id = test.inspect(Scene.SCRATCHES, 1).path("id").asString();
            String clean = "{\"action\":\"clean\"}";

            Answer first = test.send(
                    review(test, id, clean).header("If-Match", "\"1\"").header("Idempotency-Key", "r"));
            Answer again = test.send(
                    review(test, id, clean).header("If-Match", "\"1\"").header("Idempotency-Key", "r"));
            Answer second = test.send(review(test, id, CORRECTION).header("If-Match", "\"1\""));

            assertThat(again.json(201)).isEqualTo(first.json(201));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(second.problem(412)).isEqualTo("changed");
            assertThat(second.json(412).path("revision").asInt()).isEqualTo(2);
        }
    }

    @Test
    void whatOnePersonHoldsAnotherCannotTake() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String id = test.inspect(Scene.SCRATCHES, 1).path("id").asString();
            String named = "{\"inspection\":\"" + id + "\"}";
            JsonNode lease = test.send(test.json(Role.ENGINEER, "/v1/review-queue/lease", named))
                    .json(200);

            Answer held = test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", named));
            Answer review = test.send(review(test, id, "{\"action\":\"clean\"}").header("If-Match", "\"1\""));

            assertThat(held.problem(409)).isEqualTo("leased");
            assertThat(held.json(409).path("holder").asString()).isEqualTo("the ENGINEER");
            assertThat(review.problem(409)).isEqualTo("leased");
            String path = "/v1/review-queue/leases/" + lease.path("lease").asString();
            assertThat(test.send(test.as(Role.ENGINEER, path).DELETE()).status())
                    .isEqualTo(204);
            assertThat(test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", named))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesReviewsThatDoNotFit() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String id = test.inspect(Scene.SCRATCHES, 1).path("id").asString();
            String unreadable = test.inspect(Scene.UNREADABLE, 1).path("id").asString();

            assertThat(test.send(review(test, id, CORRECTION)).problem(428)).isEqualTo("precondition_required");
            assertThat(test.send(review(test, "0", CORRECTION).header("If-Match", "\"1\""))
                            .problem(404))
                    .isEqualTo("not_found");
            for (String body : List.of(
                    "{\"action\":\"correct\"}",
                    "{\"action\":\"correct\",\"defects\":[]}",
                    "{\"action\":\"clean\",\"defects\":[]}",
                    "{}",
                    "{\"action\":\"clean\",\"seconds\":-1}",
                    correction("rust", "[1,2,3,4]", "null"),
                    correction("scratches", "[1,2,3]", "null"),
                    correction("scratches", "[3,2,1,4]", "null"),
                    correction("scratches", "[1,2,3,41]", "null"),
                    correction("scratches", "[1,2,3,4]", "7"))) {
                assertThat(test.send(review(test, id, body).header("If-Match", "\"1\""))
                                .problem(422))
                        .as(body)
                        .isEqualTo("invalid_review");
            }
            assertThat(test.send(review(test, unreadable, "{\"action\":\"accept\"}")
                                    .header("If-Match", "\"1\""))
                            .problem(422))
                    .isEqualTo("invalid_review");
        }
    }

    private static String correction(String type, String box, String source) {
        return "{\"action\":\"correct\",\"defects\":[{\"type\":\"" + type + "\",\"box\":" + box + ",\"source\":"
                + source + "}]}";
    }

    private static HttpRequest.Builder review(TestServer test, String id, String body) {
        return test.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", body);
    }

    @ParameterizedTest
    @EnumSource(DatasetFormat.class)
    void whatPeopleReviewedIsADatasetThatCanBeReadAgain(DatasetFormat format) throws Exception {
        try (TestServer test = TestServer.ready(folder.resolve("server"))) {
            assertThat(test.send(version(test)).problem(409)).isEqualTo("nothing_reviewed");
            assertThat(test.send(archive(test, "1", format)).status()).isEqualTo(404);
            String corrected = test.send(test.upload(FakeInspector.picture(Scene.SCRATCHES, 1), "?coil=C1"))
                    .json(201)
                    .path("id")
                    .asString();
            String clean = test.inspect(Scene.SCRATCHES, 2).path("id").asString();
            String rejected = test.inspect(Scene.SCRATCHES, 3).path("id").asString();
            test.inspect(Scene.SCRATCHES, 4);
            test.send(review(test, corrected, CORRECTION).header("If-Match", "1"))
                    .json(201);
            test.send(review(test, clean, "{\"action\":\"clean\"}").header("If-Match", "1"))
                    .json(201);
            test.send(review(test, rejected, "{\"action\":\"reject\"}").header("If-Match", "1"))
                    .json(201);

            JsonNode version = test.send(version(test)).json(201);
            String id = version.path("id").asString();
            test.inspect(Scene.CLEAN, 5);
            Answer archive = test.send(archive(test, id, format));
            Path unpacked = unpack(archive.response().body());
            Dataset dataset = Datasets.read(unpacked);

            assertThat(archive.response().body())
                    .isEqualTo(test.send(archive(test, id, format)).response().body());
            assertThat(dataset.images()).hasSize(2);
            assertThat(dataset.images().stream().map(image -> image.defects().size()))
                    .containsExactlyInAnyOrder(2, 0);
            assertThat(dataset.groups()).containsValue("C1").hasSize(1);
            assertThat(Files.readString(unpacked.resolve("manifest.json"))).contains(corrected, clean);
            assertThat(version.at("/images/train").asInt()
                            + version.at("/images/val").asInt())
                    .isEqualTo(2);
            assertThat(test.send(test.as(Role.VIEWER, "/v1/datasets")).text())
                    .startsWith("{\"reviewed\":{\"images\":2,\"clean\":1,\"rejected\":1,\"boxes\":2,"
                            + "\"by_type\":{\"patches\":1,\"scratches\":1}},"
                            + "\"untaught\":{\"misses\":1,\"false_alarms\":1},\"gold\":0");
        }
    }

    private static HttpRequest.Builder version(TestServer test) {
        return test.json(Role.ENGINEER, "/v1/datasets", "{}");
    }

    private static HttpRequest.Builder archive(TestServer test, String id, DatasetFormat format) {
        return test.as(
                Role.ENGINEER,
                "/v1/datasets/" + id + "/archive?format=" + format.name().toLowerCase(Locale.ROOT));
    }

    private Path unpack(byte[] zip) throws IOException {
        Path target = folder.resolve("unpacked");
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, in.readAllBytes());
            }
        }
        return target;
    }
}
