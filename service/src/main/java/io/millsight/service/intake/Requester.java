package io.millsight.service.intake;

/** Who waits for an inspection. The methods are called on the thread that waits. */
public interface Requester {

    /** A requester that waits until the end. */
    Requester PATIENT = () -> false;

    /** Returns whether nobody waits any more; asked several times a second. */
    boolean isGone();

    /** Is told that the image is one, and waits for the model. It is not told where an earlier inspection answers. */
    default void accepted() {}
}
