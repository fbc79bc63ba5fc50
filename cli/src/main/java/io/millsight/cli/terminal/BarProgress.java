package io.millsight.cli.terminal;

import io.millsight.experiment.progress.Work;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is drawn over itself. */
final class BarProgress implements Progress {

    private static final int UPDATE_MILLISECONDS = 500;

    /** Columns of the terminal when the program started, from the launcher. */
    private static final String WIDTH_PROPERTY = "millsight.columns";

    private static final int USUAL_WIDTH = 80;

    private final ProgressBar bar;
    private final PrintWriter err;

    BarProgress(Work work, PrintWriter err) {
        this.err = err;
        mark(true);
        bar = new ProgressBarBuilder()
                .setTaskName(work.name())
                .setInitialMax(work.total())
                .startsFrom(work.begun(), Duration.ZERO)
                .setUnit(" " + work.unit(), work.unitSize())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, width()))
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .build();
    }

    /** Asked for the width, the library would open the terminal with JLine, which takes Ctrl-C away from the program. */
    private static int width() {
        return Math.max(2, Integer.getInteger(WIDTH_PROPERTY, USUAL_WIDTH)) - 1;
    }

    @Override
    public void advance(long amount) {
        bar.stepBy(amount);
    }

    @Override
    public void note(String note) {
        bar.setExtraMessage(" " + note);
    }

    @Override
    public void close() {
        bar.close();
        mark(false);
    }

    private void mark(boolean drawn) {
        if (err instanceof ErrorOutput output) {
            output.setBar(drawn);
        }
    }
}
