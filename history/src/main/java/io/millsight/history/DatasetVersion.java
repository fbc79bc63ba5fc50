package io.millsight.history;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was reviewed at some time. It never changes.
 *
 * @param id its identifier, which is also the name of its folder
 * @param content what it holds
 * @param createdAt when it was made
 * @param by the name of who made it
 */
public record DatasetVersion(String id, Content content, Instant createdAt, String by) {

    /**
     * What a version holds.
     *
     * @param sha256 the hash of its manifest, which holds the hash of each file
     * @param goldSha256 the hash of the gold images with their boxes: figures of equal hashes can be compared
     * @param counts what was counted
     */
    public record Content(String sha256, String goldSha256, Counts counts) {}

    /**
     * What was counted.
     *
     * @param train images to learn from
     * @param val images to choose the best checkpoint by
     * @param gold images to compare models on
     * @param leftOut images of the coils of the gold set that are not in it: they would give the answers away
     * @param clean images without a defect, of all parts
     * @param boxesByType the boxes of each type in all parts
     */
    public record Counts(long train, long val, long gold, long leftOut, long clean, Map<String, Long> boxesByType) {

        public Counts {
            boxesByType = Collections.unmodifiableMap(new TreeMap<>(boxesByType));
        }
    }
}
