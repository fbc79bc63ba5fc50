package io.millsight.history;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history in a temporary folder with a clock that the test moves. */
final class TestHistory implements AutoCloseable {

    static final DefectType SCRATCHES = new DefectType("scratches");
    static final DefectType PATCHES = new DefectType("patches");
    static final Actor ANNA = new Actor("1", "Anna");
    static final Actor BEN = new Actor("2", "Ben");
    static final Deployment.Model MODEL =
            new Deployment.Model("nano", "ab", "neu", "cd", "ef", List.of(PATCHES, SCRATCHES));
    static final Deployment.Settings SETTINGS = new Deployment.Settings(0.3, "off", "locked", "0.1.0", "cpu/float32");

    static final CaptureContext CONTEXT = new CaptureContext(
            "L1", "sheet", "C42", 17L, "top", 12000.0, 340.0, 200.0, Instant.parse("2026-11-28T15:59:58Z"));

    final MovableClock clock = new MovableClock();
    final History history;
    final Deployment deployment;

    TestHistory(TestDatabase database, Path folder) {
        history = database.open(folder, clock);
        deployment = history.deployments().activate(MODEL, SETTINGS, Actor.PROGRAM);
    }

    /** A clock that stands still until it is moved. */
    static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-11-28T16:00:00.123Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** An inspection that found scratches, and proposed patches that it does not state. */
    NewInspection scratches(String picture, @Nullable QueueEntry queue) {
        return new NewInspection(
                image(picture),
                CONTEXT,
                deployment.id(),
                history.recipes().of(CONTEXT.product()),
                new ModelAnswer(
                        Verdict.DEFECTS,
                        List.of(
                                new StoredDefect(0, SCRATCHES, new BoundingBox(10, 0, 20, 199), 0.91, true),
                                new StoredDefect(1, PATCHES, new BoundingBox(50, 60.5, 90, 120), 0.22, false)),
                        "The steel surface has a scratches.",
                        false,
                        List.of("a note")),
                new InspectionTiming(Duration.ofMillis(3), Duration.ofMillis(2), Duration.ofMillis(480)),
                queue);
    }

    StoredImage image(String picture) {
        try {
            return history.images().put(picture.getBytes(StandardCharsets.UTF_8), new ImageSize(200, 200), "jpeg");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StoredInspection add(String picture, double priority) {
        QueueEntry entry = new QueueEntry(priority, QueueEntry.Reason.HELD, false);
        return history.inspections().add(scratches(picture, entry), null);
    }

    @Override
    public void close() {
        history.close();
    }
}
