package io.millsight.steel;

import java.nio.file.Path;

/**
 * One thing that was found in a dataset.
 *
 * @param rule what was checked
 * @param file where it was found
 * @param text what it is and, where something has to be done, what
 */
public record Finding(Rule rule, Path file, String text) {

    public Rule.Severity severity() {
        return rule.severity();
    }

    /** The whole finding in one line, as an error message says it. */
    public String message() {
        return file + ": " + text;
    }
}
