package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Describes a failure of a decoder on a damaged file. Uses the decoder's message if it is a sentence, and never an
 * index or a class name.
 */
final class DecoderFailure {

    private static final String DAMAGED = "the file is damaged";
    private static final Pattern SENTENCE = Pattern.compile("\\p{L}.*\\p{L} .*");
    private static final Pattern CODE = Pattern.compile("exception|class \\[", Pattern.CASE_INSENSITIVE);
    private static final Pattern KIND =
            Pattern.compile("unsupported|not supported|not implemented|unknown", Pattern.CASE_INSENSITIVE);

    private DecoderFailure() {}

    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return "the file ends too early";
            }
        }
        String message = failure instanceof IOException ? failure.getMessage() : null;
        if (message == null) {
            return DAMAGED;
        }
        String line =
                message.replaceAll("\\s+", " ").replaceAll("[^\\p{Print}]", "?").strip();
        if (!SENTENCE.matcher(line).matches() || CODE.matcher(line).find()) {
            return DAMAGED;
        }
        return (KIND.matcher(line).find() ? "it is of a kind that is not read" : DAMAGED) + " (" + line + ")";
    }
}
