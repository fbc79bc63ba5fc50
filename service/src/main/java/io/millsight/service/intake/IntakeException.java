package io.millsight.service.intake;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An image that is not inspected. The message is one line for people. */
public final class IntakeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, in the terms of what the sender can do about it. */
    public enum Kind {
        /** Too much waits already; come again. */
        FULL,
        /** The service takes no images now; come again. */
        UNAVAILABLE,
        /** A request with the same key is being worked on; come again. */
        RUNNING,
        /** The key was used for another request. */
        KEY_REUSED,
        /** The file has no format that can be read. */
        UNSUPPORTED,
        /** The image cannot be read or inspected. */
        INVALID,
        /** The deadline passed. */
        LATE,
        /** Nobody waits for the answer any more. */
        GONE,
        /** The model failed on this image. */
        FAILED
    }

    private final Kind kind;
    private final String type;
    private final @Nullable Duration retryAfter;

    /**
     * @param type a word that programs can tell refusals apart by
     */
    IntakeException(Kind kind, String type, String message) {
        this(kind, type, message, null);
    }

    /**
     * @param retryAfter when to come again; null if that is no use
     */
    IntakeException(Kind kind, String type, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    /** Returns why. */
    public Kind kind() {
        return kind;
    }

    /** Returns a word that programs can tell refusals apart by. */
    public String type() {
        return type;
    }

    /** Returns when to come again; null if that is no use. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
