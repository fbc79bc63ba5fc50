package io.millsight.history;

import org.jspecify.annotations.Nullable;

/**
 * A model that has answered, or could.
 *
 * @param id its identifier
 * @param model what is loaded
 * @param folder the folder of the adapter within the data folder; null for a model that was named on the command line
 * @param state whether it was measured
 * @param training the identifier of its training; null for a model that comes from elsewhere
 * @param metrics what was measured on the gold set, as JSON; null before
 */
public record KnownAdapter(
        String id,
        Deployment.Model model,
        @Nullable String folder,
        State state,
        @Nullable String training,
        @Nullable String metrics) {

    /** Whether an adapter was measured. */
    public enum State {
        /** Known, not measured. */
        REGISTERED,
        /** Measured on the gold set. */
        EVALUATED
    }
}
