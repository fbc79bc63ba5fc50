package io.millsight.service.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.files.Hashes;
import io.millsight.history.Actor;
import io.millsight.history.NewReview;
import io.millsight.history.Retention;
import io.millsight.history.ReviewAction;
import io.millsight.history.Reviews;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import io.millsight.service.export.ReviewedDataset;
import io.millsight.service.metrics.ServiceMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DailyRetentionTest {

    /** Whatever is clean goes at once. */
    private static final Retention.Periods AT_ONCE = new Retention.Periods(Duration.ZERO, Duration.ofDays(730));

    @TempDir
    private Path folder;

    /** Inspects clean pictures until one is neither of the sample that stays nor drawn for a review. */
    private static JsonNode removable(TestServer test) throws Exception {
        for (int number = 0; true; number++) {
            JsonNode inspection = test.inspect(Scene.CLEAN, number);
            if (inspection.path("queue").isNull()
                    && inspection.at("/image/sha256").asString().compareTo("03") > 0) {
                return inspection;
            }
        }
    }

    @Test
    void removesThePictureAndSaysSo() throws Exception {
        ServiceMetrics metrics = new ServiceMetrics();
        AtomicInteger images = new AtomicInteger(3);
        try (TestServer test = TestServer.ready(folder);
                DailyRetention retention =
                        new DailyRetention(test.history(), AT_ONCE, () -> images.getAndDecrement() > 0, metrics)) {
            JsonNode inspection = removable(test);
            String path = "/v1/inspections/" + inspection.path("id").asString();
            assertThat(test.send(test.as(Role.VIEWER, path + "/image")).status())
                    .isEqualTo(200);
            assertThat(inspection.at("/image/removed_at").isNull()).isTrue();
            Thread.sleep(2); // what was stored in this very millisecond is not older than it

            retention.removeAll();

            assertThat(images.get()).as("waits while images are on their way").isNegative();
            assertThat(test.send(test.as(Role.VIEWER, path))
                            .json(200)
                            .at("/image/removed_at")
                            .isString())
                    .isTrue();
            TestServer.Answer gone = test.send(test.as(Role.VIEWER, path + "/image"));
            assertThat(gone.problem(410)).isEqualTo("picture_removed");
            assertThat(gone.json(410).path("detail").asString())
                    .startsWith("the picture was removed on 2")
                    .endsWith(", because it is kept no longer; the record of its inspection stays");
            assertThat(metrics.text(null)).containsPattern("millsight_removed_total\\{what=\"pictures\"} [1-9]");
        }
    }

    @Test
    void aPictureThatIsReviewedAfterItWentIsNotLearnt() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String id = removable(test).path("id").asString();
            Thread.sleep(2);
            test.history().retention().run(AT_ONCE, () -> true);
            NewReview review = new NewReview(ReviewAction.CLEAN, List.of(), null, null);

            test.history().reviews().add(new Reviews.Target(id, 1), review, Actor.PROGRAM, null);

            assertThat(test.history().reviews().count()).isOne();
            assertThat(ReviewedDataset.of(test.history()).summary().images()).isZero();
        }
    }

    @Test
    void aPictureThatWentAndComesAgainIsStoredAgain() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            JsonNode first = removable(test);
            Thread.sleep(2);
            test.history().retention().run(AT_ONCE, () -> true);
            byte[] picture = FakeInspector.picture(Scene.CLEAN, number(first));

            JsonNode second = test.send(test.upload(picture, "?coil=again")).json(201);

            assertThat(second.at("/image/sha256")).isEqualTo(first.at("/image/sha256"));
            assertThat(second.at("/image/removed_at").isNull()).isTrue();
            String path = "/v1/inspections/" + first.path("id").asString() + "/image";
            assertThat(test.send(test.as(Role.VIEWER, path)).response().body()).isEqualTo(picture);
        }
    }

    private static int number(JsonNode inspection) {
        String sha256 = inspection.at("/image/sha256").asString();
        for (int number = 0; true; number++) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, number);
            if (Hashes.hex(Hashes.sha256(picture)).equals(sha256)) {
                return number;
            }
        }
    }
}
