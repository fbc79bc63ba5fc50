package io.millsight.cli.output;

/** How {@code data check} prints what was found. */
public enum DatasetCheckFormat {
    /** For people. */
    TEXT,
    /** One JSON object with everything. */
    JSON
}
