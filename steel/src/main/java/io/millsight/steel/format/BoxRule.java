package io.millsight.steel.format;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Rule;
import io.millsight.steel.format.UncheckedObject.Corners;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks that four numbers are a valid box on an image.
 *
 * <p>Numbers are used as written; no format is shifted by a pixel. A tool that counts pixels from 1, or includes the
 * last pixel, may write an edge one pixel outside the image. Such a box is clipped with a warning; more than one pixel
 * is an error.
 */
final class BoxRule {

    private static final double TOLERATED_OVERSHOOT = 1;

    /** A smaller overshoot in pixels is a rounding error of the file and is not reported. */
    private static final double ROUNDING = 0.01;

    private BoxRule() {}

    /**
     * Result of the check.
     *
     * @param box valid box; null if there is none
     * @param rule broken rule; null if there is none
     * @param text description of the problem; empty if there is none
     */
    record Verdict(@Nullable BoundingBox box, @Nullable Rule rule, String text) {

        private static Verdict refused(Rule rule, String text) {
            return new Verdict(null, rule, text);
        }
    }

    static Verdict check(Corners written, ImageSize size) {
        Corners corners = written.inPixels(size.width(), size.height());
        String numbers = numbers(corners);
        if (corners.xMin() > corners.xMax() || corners.yMin() > corners.yMax()) {
            return Verdict.refused(Rule.BOX_UNORDERED, numbers + " has a minimum above its maximum; exchange the two");
        }
        double overshoot = overshoot(corners, size);
        String outside = numbers + " is not inside the image of " + size.width() + "x" + size.height();
        if (!(overshoot <= TOLERATED_OVERSHOOT)) {
            return Verdict.refused(Rule.BOX_OUTSIDE, outside + "; correct it or remove the object");
        }
        double xMin = Math.max(corners.xMin(), 0);
        double yMin = Math.max(corners.yMin(), 0);
        double xMax = Math.min(corners.xMax(), size.width());
        double yMax = Math.min(corners.yMax(), size.height());
        if (!(xMin < xMax && yMin < yMax)) {
            return Verdict.refused(Rule.BOX_EMPTY, numbers + " has no extent; correct it or remove the object");
        }
        BoundingBox box = new BoundingBox(xMin, yMin, xMax, yMax);
        return overshoot <= ROUNDING
                ? new Verdict(box, null, "")
                : new Verdict(box, Rule.BOX_CLIPPED, outside + "; it was cut at the border");
    }

    private static double overshoot(Corners corners, ImageSize size) {
        double low = Math.max(-corners.xMin(), -corners.yMin());
        double high = Math.max(corners.xMax() - size.width(), corners.yMax() - size.height());
        return Math.max(low, high);
    }

    private static String numbers(Corners corners) {
        return "the box x " + number(corners.xMin()) + ".." + number(corners.xMax()) + ", y " + number(corners.yMin())
                + ".." + number(corners.yMax());
    }

    private static String number(double value) {
        if (Math.abs(value) >= 1e9) {
            return String.format(Locale.ROOT, "%.3g", value); // the usual form has up to 309 digits
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
