package io.millsight.files;

/**
 * Stops work because the program is ending: Ctrl-C, or a request of the system. The files of the work are deleted,
 * or kept where the same work can go on later. The user asked for the end, so no message is shown.
 */
public final class ProgramEndingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProgramEndingException() {
        super("the program is being ended");
    }

    ProgramEndingException(Throwable cause) {
        super("the program is being ended", cause);
    }
}
