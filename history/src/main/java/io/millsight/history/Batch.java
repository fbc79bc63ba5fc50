package io.millsight.history;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that belong together and are inspected later.
 *
 * @param id its identifier; identifiers sort by time
 * @param name for people
 * @param by the name of who made it
 * @param createdAt when it was made
 * @param startedAt when its first picture was begun; null before
 * @param endedAt when its last job ended; null while one waits or runs, and without jobs
 * @param jobs the number of jobs in each state; states without jobs are left out
 * @param verdicts the number of inspections with each verdict; verdicts without inspections are left out
 */
public record Batch(
        String id,
        String name,
        String by,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Map<Job.State, Long> jobs,
        Map<Verdict, Long> verdicts) {

    public Batch {
        jobs = Map.copyOf(jobs);
        verdicts = Map.copyOf(verdicts);
    }
}
