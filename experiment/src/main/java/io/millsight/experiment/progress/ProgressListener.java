package io.millsight.experiment.progress;

/**
 * Is told how far an experiment is, and what of its input is not used.
 *
 * <p>Stages follow one another; at most one is open at a time. All calls come from the thread that runs the experiment.
 */
public interface ProgressListener {

    /** Discards everything. */
    ProgressListener NONE = new ProgressListener() {
        @Override
        public Stage begin(Work work) {
            return Stage.NONE;
        }

        @Override
        public void warning(String message) {}
    };

    /** Begins a stage. The experiment closes the stage when the work ends, also when the work fails. */
    Stage begin(Work work);

    /**
     * Reports a problem that does not end the experiment, such as an image that cannot be read.
     *
     * @param message names the file and the problem; may hold text of strangers, line breaks included
     */
    void warning(String message);
}
