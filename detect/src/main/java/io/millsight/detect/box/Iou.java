package io.millsight.detect.box;

/** Intersection over union of boxes, in float32 like the reference. Boxes lie in arrays, four numbers each: left, top, right, bottom. */
public final class Iou {

    private Iou() {}

    /**
     * Computes the intersection over union of one box of each array.
     *
     * @return from 0 to 1; NaN if both boxes have no area
     */
    public static float of(float[] boxes, int box, float[] others, int other) {
        int a = 4 * box;
        int b = 4 * other;
        float width = Math.max(0, Math.min(boxes[a + 2], others[b + 2]) - Math.max(boxes[a], others[b]));
        float height = Math.max(0, Math.min(boxes[a + 3], others[b + 3]) - Math.max(boxes[a + 1], others[b + 1]));
        float intersection = width * height;
        return intersection / (area(boxes, a) + area(others, b) - intersection);
    }

    private static float area(float[] boxes, int at) {
        return (boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]);
    }
}
