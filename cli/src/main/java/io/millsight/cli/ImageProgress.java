package io.millsight.cli;

import io.millsight.inspection.InspectionListener;
import java.io.PrintWriter;

/** Shows how far a model is with images, also while it looks at the many views of a large one. For one thread. */
final class ImageProgress implements AutoCloseable {

    /** Of an image, so fine that the percentage moves with every pass through the model. */
    private static final long PARTS = 1000;

    private final Progress progress;
    private long finished;
    private long shown;

    private ImageProgress(Progress progress) {
        this.progress = progress;
    }

    /** Begins to show. */
    static ImageProgress of(String name, long images, PrintWriter err) {
        return new ImageProgress(Progress.of(work(name, images), err));
    }

    /** The same on a display that shows {@link #work}. */
    static ImageProgress on(Progress progress) {
        return new ImageProgress(progress);
    }

    static Work work(String name, long images) {
        return new Work(name, images * PARTS, "images", PARTS);
    }

    /** Shows the next images while they are inspected together. */
    InspectionListener next(int images) {
        return (answered, views) -> show(finished + images * PARTS * answered / views);
    }

    /** Counts images as done, inspected or not. */
    void advance(int images) {
        finished += images * PARTS;
        show(finished);
    }

    /** Says beside the figures how the work goes. */
    void note(String note) {
        progress.note(note);
    }

    /** Never backwards: images that could not be inspected together begin again, one by one. */
    private void show(long place) {
        if (place > shown) {
            progress.advance(place - shown);
            shown = place;
        }
    }

    @Override
    public void close() {
        progress.close();
    }
}
