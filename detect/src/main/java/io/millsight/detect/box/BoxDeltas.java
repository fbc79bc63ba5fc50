package io.millsight.detect.box;

/**
 * Writes a box as the way from another box to it, as Faster R-CNN does: the shift of the centre in widths and heights of the other box, and the
 * logarithm of the factors of width and height (Girshick et al. 2014, appendix C). Computes in float32 like the reference.
 *
 * @param shiftWeight is multiplied with both shifts
 * @param scaleWeight is multiplied with both logarithms
 */
public record BoxDeltas(float shiftWeight, float scaleWeight) {

    /** The largest logarithm that is decoded, so that a bad prediction does not become infinite: an anchor of 16 pixels grows to 1000. */
    private static final float MAXIMUM_LOG_SCALE = (float) Math.log(1000.0 / 16);

    /**
     * Computes the deltas from boxes to truths.
     *
     * @param boxes four numbers each
     * @param truths one for each box
     * @return four deltas for each box: x, y, width, height
     */
    public float[] encode(float[] boxes, float[] truths) {
        float[] deltas = new float[boxes.length];
        for (int at = 0; at < boxes.length; at += 4) {
            for (int axis = 0; axis < 2; axis++) {
                int low = at + axis;
                float side = boxes[low + 2] - boxes[low];
                float truthSide = truths[low + 2] - truths[low];
                float centre = boxes[low] + 0.5f * side;
                float truthCentre = truths[low] + 0.5f * truthSide;
                deltas[low] = shiftWeight * (truthCentre - centre) / side;
                deltas[low + 2] = scaleWeight * (float) Math.log(truthSide / side);
            }
        }
        return deltas;
    }

    /**
     * Computes the boxes to which deltas lead.
     *
     * @param boxes four numbers each
     * @param deltas four for each box
     */
    public float[] decode(float[] boxes, float[] deltas) {
        float[] decoded = new float[boxes.length];
        for (int at = 0; at < boxes.length; at += 4) {
            for (int axis = 0; axis < 2; axis++) {
                int low = at + axis;
                float side = boxes[low + 2] - boxes[low];
                float centre = deltas[low] / shiftWeight * side + (boxes[low] + 0.5f * side);
                float logScale = Math.min(deltas[low + 2] / scaleWeight, MAXIMUM_LOG_SCALE);
                float half = 0.5f * ((float) Math.exp(logScale) * side);
                decoded[low] = centre - half;
                decoded[low + 2] = centre + half;
            }
        }
        return decoded;
    }
}
