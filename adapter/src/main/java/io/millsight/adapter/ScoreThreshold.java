package io.millsight.adapter;

import java.util.Locale;

/**
 * Score threshold that was chosen on validation images and is stored with an adapter. Defects with a lower score are not
 * reported unless the user says otherwise.
 *
 * @param value the threshold, from 0 to 1
 * @param chosenFor what it was chosen for, as words: {@code the best F1}
 * @param reached value of that measure on the images of the split
 * @param split name of the split, for example {@code val}
 * @param splitHash hash of the images and annotations that it was chosen on
 */
public record ScoreThreshold(double value, String chosenFor, double reached, String split, String splitHash) {

    public ScoreThreshold {
        if (!(value >= 0 && value <= 1)) { // also refuses NaN
            throw new IllegalArgumentException("min_score.value is " + value + ", expected a number from 0 to 1");
        }
    }

    /** Returns one line for people. */
    public String words() {
        return String.format(
                Locale.ROOT, "score threshold %.3f, chosen on %s for %s (%.3f)", value, split, chosenFor, reached);
    }
}
