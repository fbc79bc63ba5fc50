package io.millsight.steel.duplicate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Index of the keypoints of many images by locality-sensitive hashing. Each keypoint is stored under the sixteen parts
 * of its descriptor, and only keypoints with an equal part are compared. Not thread-safe.
 */
final class KeypointIndex {

    private static final int KEYS = 1 << 16;
    private static final int NONE = -1;

    /** Newest entry by part and key. */
    private final int[][] newest = new int[Keypoint.PARTS][KEYS];

    private final List<Entry> entries = new ArrayList<>();

    /** Previous entry with the same key, by entry and part. */
    private final List<int[]> previousWithSameKey = new ArrayList<>();

    private record Entry(int image, Keypoint keypoint) {}

    /**
     * Offset between two images: the pixel {@code (x, y)} of the new image is the pixel {@code (x + dx, y + dy)} of the
     * indexed image.
     */
    record Offset(int dx, int dy) {}

    KeypointIndex() {
        for (int[] keys : newest) {
            Arrays.fill(keys, NONE);
        }
    }

    void add(int image, List<Keypoint> keypoints) {
        for (Keypoint keypoint : keypoints) {
            int[] previous = new int[Keypoint.PARTS];
            for (int part = 0; part < previous.length; part++) {
                int key = keypoint.part(part);
                previous[part] = newest[part][key];
                newest[part][key] = entries.size();
            }
            entries.add(new Entry(image, keypoint));
            previousWithSameKey.add(previous);
        }
    }

    /**
     * Returns the possible offsets to each indexed image, in the order of the images. Offsets with the most matching
     * keypoints come first.
     */
    Map<Integer, List<Offset>> alignments(List<Keypoint> keypoints) {
        Map<Integer, Map<Offset, Integer>> votes = new TreeMap<>();
        int[] lastComparedWith = new int[entries.size()];
        Arrays.fill(lastComparedWith, NONE);
        for (int i = 0; i < keypoints.size(); i++) {
            vote(keypoints.get(i), i, lastComparedWith, votes);
        }
        Map<Integer, List<Offset>> alignments = new TreeMap<>();
        votes.forEach((image, counts) -> alignments.put(image, mostFirst(counts)));
        return alignments;
    }

    private void vote(Keypoint keypoint, int number, int[] lastComparedWith, Map<Integer, Map<Offset, Integer>> votes) {
        for (int part = 0; part < Keypoint.PARTS; part++) {
            int at = newest[part][keypoint.part(part)];
            while (at != NONE) {
                Entry entry = entries.get(at);
                if (lastComparedWith[at] != number && entry.keypoint.resembles(keypoint)) {
                    Offset offset = new Offset(entry.keypoint.x() - keypoint.x(), entry.keypoint.y() - keypoint.y());
                    votes.computeIfAbsent(entry.image, image -> new HashMap<>()).merge(offset, 1, Integer::sum);
                }
                lastComparedWith[at] = number;
                at = previousWithSameKey.get(at)[part];
            }
        }
    }

    private static List<Offset> mostFirst(Map<Offset, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Offset, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(
                                Comparator.comparingInt(Offset::dx).thenComparingInt(Offset::dy))))
                .map(Map.Entry::getKey)
                .toList();
    }
}
