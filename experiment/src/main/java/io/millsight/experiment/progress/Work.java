package io.millsight.experiment.progress;

/**
 * A long piece of work whose progress is reported to a {@link Stage}.
 *
 * @param name what is being done
 * @param total its size, in the unit of {@link Stage#advance}
 * @param unit what the display counts in
 * @param unitSize how much of the work one such unit is
 * @param begun how much of it had been done before, which counts for how far it is but not for how fast it goes
 */
public record Work(String name, long total, String unit, long unitSize, long begun) {

    /** Work of which nothing has been done. */
    public Work(String name, long total, String unit, long unitSize) {
        this(name, total, unit, unitSize, 0);
    }

    /** Work measured in bytes, shown in megabytes. */
    public static Work bytes(String name, long total) {
        return new Work(name, total, "MB", 1_000_000);
    }

    /** Work that is counted. */
    public static Work items(String name, long total, String unit) {
        return new Work(name, total, unit, 1);
    }

    /** The same work, of which a part was done by an earlier process. */
    public Work begunWith(long amount) {
        return new Work(name, total, unit, unitSize, amount);
    }
}
