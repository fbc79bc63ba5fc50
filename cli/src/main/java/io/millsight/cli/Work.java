package io.millsight.cli;

/**
 * A long piece of work, to be shown by a {@link Progress}.
 *
 * @param name what is being done
 * @param total its size, in the unit of {@link Progress#advance}
 * @param unit what the display counts in
 * @param unitSize how much of the work one such unit is
 */
record Work(String name, long total, String unit, long unitSize) {

    /** Work measured in bytes, shown in megabytes. */
    static Work bytes(String name, long total) {
        return new Work(name, total, "MB", 1_000_000);
    }

    /** Work that is counted. */
    static Work items(String name, long total, String unit) {
        return new Work(name, total, unit, 1);
    }
}
