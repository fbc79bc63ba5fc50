package io.millsight.detect.box;

/** Operations on arrays of boxes: four numbers each, left, top, right, bottom, in pixels. */
public final class Boxes {

    private Boxes() {}

    /** Copies the boxes at some indices. */
    public static float[] at(float[] boxes, int[] indices) {
        float[] picked = new float[4 * indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(boxes, 4 * indices[i], picked, 4 * i, 4);
        }
        return picked;
    }

    /** Moves edges that lie outside an image to the image's border, in place. */
    public static void clip(float[] boxes, float width, float height) {
        for (int i = 0; i < boxes.length; i += 2) {
            boxes[i] = Math.min(Math.max(boxes[i], 0), width);
            boxes[i + 1] = Math.min(Math.max(boxes[i + 1], 0), height);
        }
    }

    /** Returns whether both sides of a box have a length. */
    public static boolean hasSides(float[] boxes, int box, double length) {
        int at = 4 * box;
        return boxes[at + 2] - boxes[at] >= (float) length && boxes[at + 3] - boxes[at + 1] >= (float) length;
    }
}
