package io.millsight.history;

import java.util.List;

/**
 * What a model answered about an image.
 *
 * @param verdict the verdict at the thresholds of the recipe
 * @param defects all boxes, those of the answer first
 * @param text the answer in words
 * @param truncated whether the answer was cut off at the limit of tokens
 * @param notes what was wrong with the answer or the image, one sentence each
 */
public record ModelAnswer(
        Verdict verdict, List<StoredDefect> defects, String text, boolean truncated, List<String> notes) {

    public ModelAnswer {
        defects = List.copyOf(defects);
        notes = List.copyOf(notes);
    }
}
