package io.millsight.evaluation.classification;

import java.util.OptionalDouble;

/**
 * One image as a surface that is clean or defective, without regard to types and positions.
 *
 * @param judged false if all defects of the image are ignored; then no verdict is right or wrong
 * @param defective whether the image has annotated defects
 * @param determined whether the answer was read completely
 * @param highestScore highest score of the predicted defects; empty without any
 * @param scoreThreshold defects with a lower score are not reported
 */
public record InspectedSurface(
        boolean judged, boolean defective, boolean determined, OptionalDouble highestScore, double scoreThreshold) {

    /** Returns the same surface at another score threshold. */
    InspectedSurface at(double threshold) {
        return new InspectedSurface(judged, defective, determined, highestScore, threshold);
    }

    /** Returns the verdict at the score threshold. */
    public SurfaceVerdict verdict() {
        if (highestScore.isPresent() && highestScore.getAsDouble() >= scoreThreshold) {
            return SurfaceVerdict.DEFECTS;
        }
        return determined ? SurfaceVerdict.CLEAN : SurfaceVerdict.UNDETERMINED;
    }

    boolean isJudgedDefective() {
        return judged && defective;
    }

    boolean isJudgedClean() {
        return judged && !defective;
    }

    /** Returns whether the defects of the image are missed completely. */
    boolean isEscape() {
        return isJudgedDefective() && verdict() == SurfaceVerdict.CLEAN;
    }

    /** Returns whether a clean image is called defective. */
    boolean isOverkill() {
        return isJudgedClean() && verdict() == SurfaceVerdict.DEFECTS;
    }
}
