package io.millsight.detect.box;

import java.util.Arrays;

/**
 * Non-maximum suppression: keeps a box unless a box of the same group and of a higher score overlaps it by more than a limit. The group of a box is
 * its class or its level of the feature pyramid.
 *
 * @param limit largest intersection over union with a kept box of the group; a box at exactly this value is kept
 * @param atMost how many boxes are kept, over all groups
 */
public record Nms(double limit, int atMost) {

    /**
     * Selects boxes.
     *
     * @param boxes four numbers for each box: left, top, right, bottom
     * @param scores one for each box
     * @param groups one for each box, from 0
     * @return the indices of the kept boxes by falling score; of equal scores the lower index first
     */
    public int[] select(float[] boxes, float[] scores, int[] groups) {
        int[] kept = new int[Math.min(scores.length, atMost)];
        int count = 0;
        int[] lastOfGroup = new int[Arrays.stream(groups).max().orElse(0) + 1];
        Arrays.fill(lastOfGroup, -1);
        int[] before = new int[scores.length]; // the box of the same group that was kept before a kept box
        for (int box : Ranking.byFallingScore(scores)) {
            if (count == kept.length) {
                break;
            }
            int group = groups[box];
            int other = lastOfGroup[group];
            while (other >= 0 && !(Iou.of(boxes, box, boxes, other) > limit)) {
                other = before[other];
            }
            if (other < 0) {
                before[box] = lastOfGroup[group];
                lastOfGroup[group] = box;
                kept[count++] = box;
            }
        }
        return Arrays.copyOf(kept, count);
    }
}
