package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.experiment.progress.ImageProgress;
import io.millsight.inspection.InspectionListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ImageProgressTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final StringWriter err = new StringWriter();

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private ImageProgress start(long images) {
        return new ImageProgress(
                new LineProgress(ImageProgress.work("describing", images), new PrintWriter(err, true), now::get));
    }

    @Test
    void movesWithinALargePicture() {
        try (ImageProgress progress = start(2)) {
            InspectionListener listener = progress.next(1);
            for (int answered = 96; answered <= 960; answered += 96) {
                pass(Duration.ofSeconds(10));
                listener.answered(answered, 960);
            }
            progress.advance(1);
        }
        assertThat(err.toString().lines())
                .contains(
                        "describing: 0 of 2 images (10 %), 0.010 images/s, 3:00 left",
                        "describing: 1 of 2 images (50 %), 0.010 images/s, 1:40 left")
                .endsWith("describing: 1 of 2 images (50 %), 0.010 images/s, after 1:40");
    }

    @Test
    void neverGoesBackwardsWhereImagesAreTriedAgainOneByOne() {
        try (ImageProgress progress = start(4)) {
            progress.next(4).answered(1, 2);
            pass(Duration.ofSeconds(20));
            for (int i = 0; i < 4; i++) {
                progress.next(1).answered(1, 1);
            }
            progress.advance(4);
            pass(Duration.ofSeconds(20));
        }
        assertThat(err.toString()).isEmpty(); // all was done when the first line was due
    }
}
