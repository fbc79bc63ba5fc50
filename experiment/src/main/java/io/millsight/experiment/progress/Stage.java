package io.millsight.experiment.progress;

/** Receives the progress of one piece of {@link Work}, from one thread, until it is closed. */
public interface Stage extends AutoCloseable {

    /** Discards the progress. */
    Stage NONE = new Stage() {
        @Override
        public void advance(long amount) {}

        @Override
        public void note(String note) {}

        @Override
        public void close() {}
    };

    /** Counts an amount of the work as done, in the unit of {@link Work#total}. */
    void advance(long amount);

    /** Replaces the note that is shown beside the figures, such as {@code loss 0.52}. */
    void note(String note);

    @Override
    void close();
}
