package io.millsight.history;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A coil with all its pictures in numbers.
 *
 * @param coil its name
 * @param line the production line; null if unknown. Coils of the same name on two lines are two
 * @param first when the first picture was inspected
 * @param last when the last picture was inspected
 * @param disposition the strictest of its pictures
 * @param pictures numbers of pictures
 * @param boxes the number of counting boxes by type
 */
public record CoilSummary(
        String coil,
        @Nullable String line,
        Instant first,
        Instant last,
        Disposition disposition,
        Pictures pictures,
        Map<String, Long> boxes) {

    public CoilSummary {
        boxes = Map.copyOf(boxes);
    }

    /**
     * Numbers of pictures of a coil.
     *
     * @param all of them
     * @param undetermined those without a verdict that nobody has decided about
     * @param waiting those that wait for a review
     * @param reviewed those with a review
     * @param held those that do not pass
     */
    public record Pictures(long all, long undetermined, long waiting, long reviewed, long held) {}
}
