package io.millsight.cli;

/** How {@code data check} prints what was found. */
enum CheckFormat {
    /** For people. */
    TEXT,
    /** One JSON object with everything. */
    JSON
}
