package io.millsight.runs;

/** A number of a training step that is NaN or infinite. The message names it: {@code the training loss is NaN}. */
public final class NotFiniteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotFiniteException(String what, double value) {
        super(what + (Double.isNaN(value) ? " is NaN" : " is infinite"));
    }

    public NotFiniteException(String message) {
        super(message);
    }

    /**
     * Passes a finite number on.
     *
     * @throws NotFiniteException if it is NaN or infinite
     */
    public static double require(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new NotFiniteException(what, value);
        }
        return value;
    }
}
