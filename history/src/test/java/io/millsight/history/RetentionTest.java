package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.image.ImageSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class RetentionTest {

    private static final Retention.Periods PERIODS = Retention.Periods.STANDARD;
    private static final Duration EIGHT_DAYS = Duration.ofDays(8);
    private static final Duration TWO_YEARS = Duration.ofDays(731);

    private final TestDatabase database;

    @TempDir
    private Path folder;

    RetentionTest(TestDatabase database) {
        this.database = database;
    }

    private static boolean quiet() {
        return true;
    }

    private static StoredInspection add(TestHistory test, String picture, Verdict verdict, @Nullable QueueEntry entry) {
        NewInspection full = test.scratches(picture, entry);
        ModelAnswer answer = new ModelAnswer(verdict, full.answer().defects(), "The answer.", false, List.of());
        return test.history
                .inspections()
                .add(
                        new NewInspection(
                                full.image(),
                                full.context(),
                                full.deployment(),
                                full.recipe(),
                                answer,
                                full.timing(),
                                entry),
                        null);
    }

    private static StoredInspection clean(TestHistory test, String picture) {
        return add(test, picture, Verdict.CLEAN, null);
    }

    private static Path file(TestHistory test, StoredInspection inspection) {
        return test.history.images().file(inspection.content().image());
    }

    private static StoredInspection again(TestHistory test, StoredInspection inspection) {
        return test.history.inspections().find(inspection.id()).orElseThrow();
    }

    private static StoredReview review(TestHistory test, StoredInspection inspection) {
        NewReview review = new NewReview(ReviewAction.CLEAN, List.of(), null, null);
        test.history.reviews().add(new Reviews.Target(inspection.id(), 1), review, ANNA, null);
        return test.history.reviews().of(inspection.id()).get(0);
    }

    private static void freeze(TestHistory test, StoredInspection inspection, DatasetPart part) {
        String image = inspection.content().image().sha256();
        DatasetVersion.Counts counts = new DatasetVersion.Counts(1, 0, 0, 0, 0, Map.of());
        test.history
                .datasets()
                .add(
                        test.history.datasets().nextId(),
                        new DatasetVersion.Content("aa", "bb", counts),
                        List.of(new DatasetItem(image, review(test, inspection).id(), image, part)),
                        ANNA);
    }

    @Test
    void thePictureOfACleanInspectionGoesAndItsRecordStays() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection clean = clean(test, "clean");
            test.clock.advance(Duration.ofDays(6));
            assertThat(test.history
                            .retention()
                            .run(PERIODS, RetentionTest::quiet)
                            .pictures())
                    .isZero();
            test.clock.advance(Duration.ofDays(2));

            Retention.Removed removed = test.history.retention().run(PERIODS, RetentionTest::quiet);

            assertThat(removed).isEqualTo(new Retention.Removed(0, 0, 1, 0, 0));
            assertThat(file(test, clean)).doesNotExist();
            assertThat(again(test, clean).content().image().removedAt()).isNotNull();
            assertThat(test.history.audit().list(99, 1).get(0))
                    .returns("removed", AuditLog.Entry::action)
                    .returns("pictures", AuditLog.Entry::subject)
                    .returns("1 from before 2026-11-29T16:00:00.123Z", AuditLog.Entry::after);
            assertThat(test.history.retention().run(PERIODS, RetentionTest::quiet))
                    .isEqualTo(new Retention.Removed(0, 0, 0, 0, 0));
            assertThat(test.history.audit().firstBroken()).isEmpty();
        }
    }

    @Test
    void whatSomebodyMayNeedStays() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection reviewed = clean(test, "reviewed");
            review(test, reviewed);
            StoredInspection shadowed = clean(test, "shadowed");
            test.history
                    .shadows()
                    .add(shadowed.id(), test.deployment.id(), shadowed.content().answer());
            StoredInspection twice = clean(test, "twice");
            add(test, "twice", Verdict.UNDETERMINED, null);
            StoredInspection sampled = clean(test, ofSample());
            List<StoredInspection> kept = List.of(
                    add(test, "defective", Verdict.DEFECTS, null),
                    add(test, "undetermined", Verdict.UNDETERMINED, null),
                    add(test, "waiting", Verdict.CLEAN, new QueueEntry(0.1, QueueEntry.Reason.SAMPLE, true)),
                    reviewed,
                    shadowed,
                    twice,
                    sampled);
            test.clock.advance(EIGHT_DAYS);

            assertThat(test.history
                            .retention()
                            .run(PERIODS, RetentionTest::quiet)
                            .pictures())
                    .isZero();

            assertThat(kept)
                    .allSatisfy(inspection -> assertThat(file(test, inspection)).exists());
        }
    }

    /** Returns a picture that stays because its hash is low. */
    private String ofSample() throws IOException {
        for (int number = 0; true; number++) {
            byte[] picture = ("sample " + number).getBytes(StandardCharsets.UTF_8);
            ImageStore store = new ImageStore(folder.resolve("samples"));
            if (store.put(picture, new ImageSize(1, 1), "jpeg").sha256().compareTo(Retention.SAMPLE) < 0) {
                return "sample " + number;
            }
        }
    }

    @Test
    void oneHashInAHundredIsOfTheSample() {
        assertThat(Integer.parseInt(Retention.SAMPLE, 16) / 65_536.0).isBetween(0.0099, 0.0101);
    }

    @Test
    void afterTwoYearsAllRowsGoButThoseOfTheQueueAndOfDatasets() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection waiting = test.add("waiting", 0.5);
            StoredInspection learnt = clean(test, "learnt");
            freeze(test, learnt, DatasetPart.GOLD);
            StoredInspection full = test.add("full", 0.5);
            review(test, full);
            test.history
                    .shadows()
                    .add(full.id(), test.deployment.id(), full.content().answer());
            test.history.labelTasks().put("1", "2", full.id());
            test.history.outbox().announce(inspection -> true);
            StoredInspection announced = clean(test, "announced");
            test.clock.advance(TWO_YEARS);
            StoredInspection young = clean(test, "young");

            Retention.Removed removed = test.history.retention().run(PERIODS, RetentionTest::quiet);

            assertThat(removed).isEqualTo(new Retention.Removed(0, 2, 0, 0, 0));
            assertThat(test.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .extracting(StoredInspection::id)
                    .containsExactly(young.id(), learnt.id(), waiting.id());
            assertThat(List.of(waiting, learnt, young))
                    .allSatisfy(inspection -> assertThat(file(test, inspection)).exists());
            assertThat(List.of(full, announced))
                    .allSatisfy(inspection -> assertThat(file(test, inspection)).doesNotExist());
            assertThat(database.dump(folder))
                    .doesNotContain(full.content().image().sha256());
            assertThat(test.history.audit().firstBroken()).isEmpty();
        }
    }

    @Test
    void removesAllOfManyBatchesByBatch() throws Exception {
        int many = Retention.BATCH + 7;
        try (TestHistory test = new TestHistory(database, folder)) {
            for (int i = 0; i < many; i++) {
                add(test, "picture " + i, i % 2 == 0 ? Verdict.CLEAN : Verdict.DEFECTS, null);
                test.clock.advance(Duration.ofMillis(i % 3));
            }
            test.clock.advance(TWO_YEARS);
            AtomicInteger asked = new AtomicInteger();

            Retention.Removed removed = test.history.retention().run(PERIODS, () -> asked.incrementAndGet() > 0);

            assertThat(removed.inspections()).isEqualTo(many);
            assertThat(asked.get()).isGreaterThanOrEqualTo(2);
            assertThat(test.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .isEmpty();
            assertThat(files()).isEmpty();
        }
    }

    private List<Path> files() throws IOException {
        try (var tree = Files.walk(folder.resolve("images"))) {
            return tree.filter(ImageStore::isImage).toList();
        }
    }

    @Test
    void aKillBetweenTheRecordAndTheFileLeavesAFileThatTheNextRunSweepsAway() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection clean = clean(test, "clean");
            StoredInspection other = add(test, "other", Verdict.DEFECTS, null);
            StoredImage nobodys = test.image("stored, and never inspected");
            database.execute(
                    folder,
                    "update image set removed_at = 1 where sha256 = '"
                            + clean.content().image().sha256() + "'");
            Path young = test.history.images().file(test.image("young"));
            for (Path file : List.of(
                    file(test, clean), file(test, other), test.history.images().file(nobodys))) {
                Files.setLastModifiedTime(
                        file, FileTime.from(test.clock.instant().minus(Duration.ofHours(2))));
            }
            Files.setLastModifiedTime(young, FileTime.from(test.clock.instant()));

            Retention.Removed removed = test.history.retention().run(PERIODS, RetentionTest::quiet);

            assertThat(removed).isEqualTo(new Retention.Removed(0, 0, 0, 2, 0));
            assertThat(files()).containsExactlyInAnyOrder(file(test, other), young);
        }
    }

    @Test
    void endsEarlyBetweenTwoTransactionsWithoutAnythingBroken() throws Exception {
        for (int stop = 0; stop < 4; stop++) {
            Path place = folder.resolve("stop" + stop);
            try (TestHistory test = new TestHistory(database, place)) {
                StoredInspection old = add(test, "old", Verdict.DEFECTS, null);
                test.clock.advance(TWO_YEARS.minus(EIGHT_DAYS));
                StoredInspection clean = clean(test, "clean");
                test.clock.advance(EIGHT_DAYS);
                AtomicInteger left = new AtomicInteger(stop);

                test.history.retention().run(PERIODS, () -> left.getAndDecrement() > 0);

                for (StoredInspection inspection : List.of(old, clean)) {
                    boolean kept = test.history
                            .inspections()
                            .find(inspection.id())
                            .map(found -> found.content().image().removedAt() == null)
                            .orElse(false);
                    assertThat(Files.exists(file(test, inspection))).isEqualTo(kept);
                }
                assertThat(test.history.audit().firstBroken()).isEmpty();
                test.history.retention().run(PERIODS, RetentionTest::quiet);
                assertThat(file(test, clean)).doesNotExist();
            }
        }
    }

    @Test
    void aPictureThatComesAgainIsKeptAgain() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection first = clean(test, "picture");
            test.clock.advance(EIGHT_DAYS);
            NewInspection next = test.scratches("picture", null);
            test.history.retention().run(PERIODS, RetentionTest::quiet);

            assertThatThrownBy(() -> test.history.inspections().add(next, null))
                    .as("its file was removed after it was stored")
                    .isInstanceOf(MissingImageException.class);
            assertThat(test.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(1);

            StoredInspection second = clean(test, "picture");
            assertThat(again(test, first).content().image().removedAt()).isNull();
            assertThat(file(test, second)).exists();
            test.history.retention().run(PERIODS, RetentionTest::quiet);
            assertThat(file(test, second)).exists();
        }
    }

    /** Whoever adds a table that refers to inspections has to say here and in {@link Retention} what becomes of its rows. */
    @Test
    void knowsAllTablesThatReferToInspections() throws Exception {
        new TestHistory(database, folder).close();
        TreeSet<String> tables = new TreeSet<>();
        try (Connection connection = database.connect(folder);
                ResultSet keys = connection.getMetaData().getExportedKeys(null, connection.getSchema(), "inspection")) {
            while (keys.next()) {
                tables.add(keys.getString("FKTABLE_NAME"));
            }
        }
        assertThat(tables)
                .containsExactly(
                        "defect", "job", "label_task", "review", "review_item", "shadow_answer", "webhook_event");
    }
}
