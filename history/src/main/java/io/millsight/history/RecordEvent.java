package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to the records. Its identifier is that of the record that was added. */
public sealed interface RecordEvent {

    /** Returns the identifier, which rises with the time. */
    String id();

    /** Returns the production line; null if none is named, or for something that concerns all lines. */
    @Nullable
    String line();

    /**
     * An inspection was stored.
     *
     * @param id the identifier of the inspection
     * @param at when it was stored
     * @param context where the picture was taken
     * @param verdict of the model
     * @param disposition what happens with the steel, as it is decided by now
     */
    record Inspected(String id, Instant at, CaptureContext context, Verdict verdict, Disposition disposition)
            implements RecordEvent {

        @Override
        public @Nullable String line() {
            return context.line();
        }
    }

    /**
     * A review was stored.
     *
     * @param id the identifier of the review
     * @param at when it was stored
     * @param inspection the identifier of the inspection
     * @param context where the picture was taken
     * @param action what the person decided
     * @param by the name of the person's token at that time
     * @param disposition what happens with the steel, as it is decided by now
     */
    record Reviewed(
            String id,
            Instant at,
            String inspection,
            CaptureContext context,
            ReviewAction action,
            String by,
            Disposition disposition)
            implements RecordEvent {

        @Override
        public @Nullable String line() {
            return context.line();
        }
    }

    /**
     * Another model became the active one.
     *
     * @param deployment its first deployment
     */
    record Deployed(Deployment deployment) implements RecordEvent {

        @Override
        public String id() {
            return deployment.id();
        }

        @Override
        public @Nullable String line() {
            return null;
        }
    }
}
