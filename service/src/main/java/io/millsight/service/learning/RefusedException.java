package io.millsight.service.learning;

/** Something that cannot be done as things are. The message is one line for people. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type a word that programs can tell reasons apart by
     */
    RefusedException(String type, String message) {
        super(message);
        this.type = type;
    }

    /** Returns a word that programs can tell reasons apart by. */
    public String type() {
        return type;
    }
}
