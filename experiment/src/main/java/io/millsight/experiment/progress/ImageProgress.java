package io.millsight.experiment.progress;

import io.millsight.inspection.InspectionListener;

/** Reports how far a model is with images, also within one image that is inspected in many views. For one thread. */
public final class ImageProgress implements AutoCloseable {

    /** Parts of an image, so fine that the percentage moves with every pass through the model. */
    private static final long PARTS = 1000;

    private final Stage stage;
    private long finished;
    private long shown;

    /** Reports to a stage of {@link #work}, which is closed with this object. */
    public ImageProgress(Stage stage) {
        this.stage = stage;
    }

    /** Begins a stage in which images are inspected. */
    public static ImageProgress begin(String name, long images, ProgressListener listener) {
        return new ImageProgress(listener.begin(work(name, images)));
    }

    /** Returns the work of inspecting images. */
    public static Work work(String name, long images) {
        return new Work(name, images * PARTS, "images", PARTS);
    }

    /** Returns the listener for the next images, which are inspected together. */
    public InspectionListener next(int images) {
        return (answered, views) -> show(finished + images * PARTS * answered / views);
    }

    /** Counts images as done, inspected or not. */
    public void advance(int images) {
        finished += images * PARTS;
        show(finished);
    }

    /** Replaces the note beside the figures. */
    public void note(String note) {
        stage.note(note);
    }

    /** Never goes backwards: images that could not be inspected together begin again, one by one. */
    private void show(long place) {
        if (place > shown) {
            stage.advance(place - shown);
            shown = place;
        }
    }

    @Override
    public void close() {
        stage.close();
    }
}
