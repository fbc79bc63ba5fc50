package io.millsight.steel;

import io.millsight.image.InvalidImageException;
import java.nio.file.Path;

/**
 * Finding about a dataset.
 *
 * @param rule rule that was checked
 * @param file affected file
 * @param text what was found and, if needed, what to do
 */
public record Finding(Rule rule, Path file, String text) {

    /**
     * Creates the finding for an unreadable image. The message of the exception begins with the file, which the finding
     * states itself.
     */
    public static Finding of(InvalidImageException exception, Path file) {
        String message = String.valueOf(exception.getMessage());
        String prefix = file + ": ";
        return new Finding(
                Rule.UNREADABLE_IMAGE, file, message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }

    public Rule.Severity severity() {
        return rule.severity();
    }

    /** Returns the finding in one line, as for an error message. */
    public String message() {
        return file + ": " + text;
    }
}
