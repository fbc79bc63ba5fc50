package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.experiment.progress.Work;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LineProgressTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final StringWriter err = new StringWriter();

    private LineProgress start(Work work) {
        return new LineProgress(work, new PrintWriter(err, true), now::get);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void shortWorkPrintsNothing() {
        try (LineProgress progress = start(Work.items("describing", 2, "images"))) {
            pass(Duration.ofSeconds(3));
            progress.advance(1);
            pass(Duration.ofSeconds(3));
            progress.advance(1);
        }

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void longWorkPrintsALineNowAndThenAndOneAtItsEnd() {
        try (LineProgress progress = start(Work.items("training", 1440, "samples"))) {
            progress.note("loss 0.523");
            for (int i = 0; i < 1440; i++) {
                pass(Duration.ofMillis(500));
                progress.advance(1);
            }
        }

        assertThat(err.toString().lines())
                .hasSize(48)
                .startsWith("training: 30 of 1,440 samples (2 %), 2.00 samples/s, 11:45 left, loss 0.523")
                .endsWith("training: 1,440 of 1,440 samples (100 %), 2.00 samples/s, after 12:00, loss 0.523");
    }

    @Test
    void whatAnEarlierProcessDidCountsForHowFarItIsButNotForHowFastItGoes() {
        try (LineProgress progress = start(Work.items("training", 120, "steps").begunWith(34))) {
            pass(LineProgress.INTERVAL);
            progress.advance(1);
            pass(LineProgress.INTERVAL);
            progress.advance(5);
        }

        assertThat(err.toString().lines())
                .containsExactly(
                        "training: 35 of 120 steps (29 %), 0.067 steps/s, 21:15 left",
                        "training: 40 of 120 steps (33 %), 0.200 steps/s, 6:40 left",
                        "training: 40 of 120 steps (33 %), 0.200 steps/s, after 0:30");
    }

    @Test
    void bytesAreShownInMegabytes() {
        try (LineProgress progress = start(Work.bytes("writing", 7_500_000_000L))) {
            pass(LineProgress.INTERVAL);
            progress.advance(1_500_000_000L);
        }

        assertThat(err.toString().lines()).startsWith("writing: 1,500 of 7,500 MB (20 %), 100 MB/s, 1:00 left");
    }
}
