package io.millsight.service.openai;

import org.jspecify.annotations.Nullable;

/** A request that cannot be answered as it stands. The message is one line for people. */
public final class ChatRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;

    private final int status;
    private final String code;
    private final @Nullable String parameter;

    /**
     * @param code a word that programs can tell errors apart by
     * @param parameter the member of the request that is wrong; null if it is none
     */
    ChatRequestException(String code, @Nullable String parameter, String message) {
        this(BAD_REQUEST, code, parameter, message);
    }

    ChatRequestException(int status, String code, @Nullable String parameter, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.parameter = parameter;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns a word that programs can tell errors apart by. */
    public String code() {
        return code;
    }

    /** Returns the member of the request that is wrong; null if it is none. */
    public @Nullable String parameter() {
        return parameter;
    }
}
