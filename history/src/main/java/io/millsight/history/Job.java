package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A picture that was accepted and is inspected later.
 *
 * @param id its identifier; identifiers sort by time
 * @param image the picture; its file is kept until the job has ended
 * @param context where the picture was taken
 * @param batch the identifier of its batch; null without one
 * @param state how far it is
 * @param attempts how often the inspection was begun
 * @param times when it was accepted, begun and ended
 * @param inspection the identifier of the inspection; null unless the job is done
 * @param problem why there is no inspection; null unless the job has failed
 */
public record Job(
        String id,
        StoredImage image,
        CaptureContext context,
        @Nullable String batch,
        State state,
        int attempts,
        Times times,
        @Nullable String inspection,
        @Nullable Problem problem) {

    /** How far a job is. */
    public enum State {
        /** Waits for a server. */
        WAITING,
        /** A server works on it. */
        RUNNING,
        /** The inspection is stored. */
        DONE,
        /** There is no inspection, and the problem says why. */
        FAILED,
        /** A person wanted no inspection any more. */
        CANCELLED
    }

    /**
     * When things happened.
     *
     * @param created when the picture was accepted
     * @param started when the first attempt was begun; null before
     * @param ended when the job was done, failed or cancelled; null before
     */
    public record Times(
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended) {}

    /**
     * Why there is no inspection.
     *
     * @param type a word that programs can tell problems apart by
     * @param text one line for people
     */
    public record Problem(String type, String text) {}

    private static final String KEY = "job ";

    /** Returns whether nothing can follow. */
    public boolean isOver() {
        return switch (state) {
            case WAITING, RUNNING -> false;
            case DONE, FAILED, CANCELLED -> true;
        };
    }

    /** Returns the key under which the inspection is stored, once. */
    public String key() {
        return KEY + id;
    }

    /** Returns the identifier of the job with a key; null if it is not the key of a job. */
    static @Nullable String ofKey(String key) {
        return key.startsWith(KEY) ? key.substring(KEY.length()) : null;
    }
}
