package io.millsight.steel.duplicate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The landmarks of many images, filed so that similar ones are found without looking at all of them: each stands under sixteen parts of
 * its bits, and only those that share a part are compared (locality-sensitive hashing). Not safe for use by several threads.
 */
final class KeypointIndex {

    private static final int KEYS = 1 << 16;
    private static final int NONE = -1;

    /** The newest entry with each key, per part. */
    private final int[][] newest = new int[Keypoint.PARTS][KEYS];

    private final List<Entry> entries = new ArrayList<>();

    /** For each entry the one before it that has the same key, per part. */
    private final List<int[]> previousWithSameKey = new ArrayList<>();

    private record Entry(int image, Keypoint landmark) {}

    /** That the pixel {@code (x, y)} of a new image is the pixel {@code (x + dx, y + dy)} of an indexed one. */
    record Offset(int dx, int dy) {}

    KeypointIndex() {
        for (int[] keys : newest) {
            Arrays.fill(keys, NONE);
        }
    }

    void add(int image, List<Keypoint> landmarks) {
        for (Keypoint landmark : landmarks) {
            int[] previous = new int[Keypoint.PARTS];
            for (int part = 0; part < previous.length; part++) {
                int key = landmark.part(part);
                previous[part] = newest[part][key];
                newest[part][key] = entries.size();
            }
            entries.add(new Entry(image, landmark));
            previousWithSameKey.add(previous);
        }
    }

    /**
     * By indexed image, in their order: the offsets at which it seems to show what these landmarks show, those that most landmarks agree on
     * first.
     */
    Map<Integer, List<Offset>> alignments(List<Keypoint> landmarks) {
        Map<Integer, Map<Offset, Integer>> votes = new TreeMap<>();
        int[] lastComparedWith = new int[entries.size()];
        Arrays.fill(lastComparedWith, NONE);
        for (int i = 0; i < landmarks.size(); i++) {
            vote(landmarks.get(i), i, lastComparedWith, votes);
        }
        Map<Integer, List<Offset>> alignments = new TreeMap<>();
        votes.forEach((image, counts) -> alignments.put(image, mostFirst(counts)));
        return alignments;
    }

    private void vote(Keypoint landmark, int number, int[] lastComparedWith, Map<Integer, Map<Offset, Integer>> votes) {
        for (int part = 0; part < Keypoint.PARTS; part++) {
            int at = newest[part][landmark.part(part)];
            while (at != NONE) {
                Entry entry = entries.get(at);
                if (lastComparedWith[at] != number && entry.landmark.resembles(landmark)) {
                    Offset offset = new Offset(entry.landmark.x() - landmark.x(), entry.landmark.y() - landmark.y());
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
