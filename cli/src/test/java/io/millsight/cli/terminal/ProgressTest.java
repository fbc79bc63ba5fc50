package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.experiment.progress.Work;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void isNotShownWhereQuietIsWanted() {
        StringWriter shown = new StringWriter();
        ErrorOutput err = new ErrorOutput(new PrintWriter(shown));
        err.setQuiet(true);

        try (Progress progress = Progress.of(Work.items("drawing", 2, "images"), err)) {
            progress.advance(1);
            assertThat(progress).isInstanceOf(NoProgress.class);
        }
        err.println("millsight: a warning");

        assertThat(shown).hasToString("millsight: a warning" + System.lineSeparator());
    }

    @Test
    void isShownOtherwise() {
        ErrorOutput err = new ErrorOutput(new PrintWriter(new StringWriter()));

        try (Progress progress = Progress.of(Work.items("drawing", 2, "images"), err)) {
            assertThat(progress).isNotInstanceOf(NoProgress.class);
        }
    }

    @Test
    void aMessageTakesThePlaceOfTheBar() {
        StringWriter shown = new StringWriter();
        ErrorOutput err = new ErrorOutput(new PrintWriter(shown));

        err.setBar(true);
        err.println("saved a checkpoint");
        err.printf("step %d%n", 7);
        err.setBar(false);
        err.println("done");

        assertThat(shown.toString().lines())
                .containsExactly("", "\033[2Ksaved a checkpoint", "", "\033[2Kstep 7", "done");
    }
}
