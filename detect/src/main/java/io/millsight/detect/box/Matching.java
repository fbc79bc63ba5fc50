package io.millsight.detect.box;

import java.util.Arrays;

/**
 * Assigns each box (an anchor or a proposal) the annotated box that it overlaps most (Ren et al. 2015, section 3.1.2).
 *
 * @param low below this intersection over union a box is background
 * @param high from this one on a box belongs to the annotation; what lies between is used for nothing
 * @param everyTruth whether an annotation that no box overlaps by {@code high} takes the boxes that overlap it most
 */
public record Matching(float low, float high, boolean everyTruth) {

    /** Stands for a box that is background. */
    public static final int BACKGROUND = -1;

    /** Stands for a box that is used for nothing. */
    public static final int IGNORED = -2;

    /**
     * Assigns boxes.
     *
     * @param truths annotated boxes, four numbers each
     * @param boxes four numbers each
     * @return for each box the index of its annotation, {@link #BACKGROUND} or {@link #IGNORED}
     */
    public int[] match(float[] truths, float[] boxes) {
        float[][] overlaps = new float[truths.length / 4][boxes.length / 4];
        for (int truth = 0; truth < overlaps.length; truth++) {
            for (int box = 0; box < overlaps[truth].length; box++) {
                overlaps[truth][box] = Iou.of(truths, truth, boxes, box);
            }
        }
        return match(overlaps, boxes.length / 4);
    }

    /** Assigns boxes by {@code overlaps[truth][box]}. */
    int[] match(float[][] overlaps, int boxes) {
        int[] nearest = new int[boxes];
        float[] overlap = new float[boxes];
        Arrays.fill(overlap, -1); // so that the first annotation is taken even by a box that overlaps nothing
        for (int truth = 0; truth < overlaps.length; truth++) {
            for (int box = 0; box < boxes; box++) {
                if (overlaps[truth][box] > overlap[box]) {
                    overlap[box] = overlaps[truth][box];
                    nearest[box] = truth;
                }
            }
        }
        int[] matched = new int[boxes];
        for (int box = 0; box < boxes; box++) {
            matched[box] = overlap[box] < low ? BACKGROUND : overlap[box] < high ? IGNORED : nearest[box];
        }
        if (everyTruth) {
            for (float[] ofTruth : overlaps) {
                takeHighest(ofTruth, nearest, matched);
            }
        }
        return matched;
    }

    /**
     * Gives the boxes that overlap an annotation most their nearest annotation back, which may be another one. An annotation that no box overlaps
     * takes none; in the reference it takes every box.
     */
    private static void takeHighest(float[] overlaps, int[] nearest, int[] matched) {
        float highest = 0;
        for (float overlap : overlaps) {
            highest = Math.max(highest, overlap);
        }
        for (int box = 0; box < overlaps.length && highest > 0; box++) {
            if (overlaps[box] == highest) {
                matched[box] = nearest[box];
            }
        }
    }
}
