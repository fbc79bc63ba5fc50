package io.millsight.steel;

import io.millsight.image.InvalidImageException;
import java.nio.file.Path;

/**
 * One thing that was found in a dataset.
 *
 * @param rule what was checked
 * @param file where it was found
 * @param text what it is and, where something has to be done, what
 */
public record Finding(Rule rule, Path file, String text) {

    /** An image that cannot be used. Its exception's message begins with the file, which a finding names itself. */
    public static Finding of(InvalidImageException exception, Path file) {
        String message = String.valueOf(exception.getMessage());
        String prefix = file + ": ";
        return new Finding(
                Rule.UNREADABLE_IMAGE, file, message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }

    public Rule.Severity severity() {
        return rule.severity();
    }

    /** The whole finding in one line, as an error message says it. */
    public String message() {
        return file + ": " + text;
    }
}
