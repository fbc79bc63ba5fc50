package io.millsight.files;

/**
 * Ends work that must not go on, because the program is being ended from outside: Ctrl-C, or a request of the system. What the work had written is
 * gone. There is nothing to report to the user, who asked for it.
 */
public final class ProgramEndingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProgramEndingException() {
        super("the program is being ended");
    }

    ProgramEndingException(Throwable cause) {
        super("the program is being ended", cause);
    }
}
