package io.millsight.inspection;

/** Receives the progress of an inspection. A large image has hundreds of views, which take minutes. */
@FunctionalInterface
public interface InspectionListener {

    /** Ignores the progress. */
    InspectionListener NONE = (answered, views) -> {};

    /**
     * Is called after each batch of views. In the last call of an inspection, both numbers are equal.
     *
     * @param answered the number of views answered so far
     * @param views the number of views of all images that are inspected together; at least 1
     */
    void answered(int answered, int views);

    /**
     * Returns whether nobody needs the inspection any more. Is asked before each token, also by several threads at once; by a detector, before each
     * batch of views. An inspection that is given up ends with a {@link java.util.concurrent.CancellationException}.
     */
    default boolean isGivenUp() {
        return false;
    }
}
