package io.millsight.cli.terminal;

import io.millsight.experiment.progress.Work;
import io.millsight.files.Quantity;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A line now and then, for logs. Work that is done before the first one is due prints nothing. */
final class LineProgress implements Progress {

    static final Duration INTERVAL = Duration.ofSeconds(15);

    private static final int PERCENT = 100;
    private static final double MILLIS = 1000;

    private final Work work;
    private final PrintWriter err;
    private final InstantSource clock;
    private final Instant start;
    private Instant lastLine;
    private long done;
    private String note = "";

    LineProgress(Work work, PrintWriter err, InstantSource clock) {
        this.work = work;
        this.err = err;
        this.clock = clock;
        this.start = clock.instant();
        this.done = work.begun();
        this.lastLine = start;
    }

    @Override
    public void advance(long amount) {
        done += amount;
        Instant now = clock.instant();
        if (done < work.total() && Duration.between(lastLine, now).compareTo(INTERVAL) >= 0) {
            lastLine = now;
            print(now, Quantity.time(remaining(now)) + " left");
        }
    }

    @Override
    public void note(String note) {
        this.note = note;
    }

    @Override
    public void close() {
        Instant now = clock.instant();
        if (!lastLine.equals(start)) {
            print(now, "after " + Quantity.time(Duration.between(start, now)));
        }
    }

    private void print(Instant now, String time) {
        String share = work.total() > 0 ? " (" + done * PERCENT / work.total() + " %)" : "";
        err.println(work.name() + ": " + inUnits(done) + " of " + inUnits(work.total()) + " " + work.unit() + share
                + ", " + Quantity.threeDigits(rate(now) / work.unitSize()) + " " + work.unit() + "/s, " + time
                + (note.isEmpty() ? "" : ", " + note));
    }

    private String inUnits(long amount) {
        return Quantity.count(amount / work.unitSize());
    }

    /** Amount per second since the start. */
    private double rate(Instant now) {
        return (done - work.begun())
                / Math.max(1e-3, Duration.between(start, now).toMillis() / MILLIS);
    }

    private Duration remaining(Instant now) {
        return Duration.ofMillis((long) (MILLIS * (work.total() - done) / Math.max(1e-9, rate(now))));
    }
}
