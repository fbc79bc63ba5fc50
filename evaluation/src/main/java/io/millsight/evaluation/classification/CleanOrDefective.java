package io.millsight.evaluation.classification;

import io.millsight.evaluation.statistics.Statistic;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * The decision of an inspection line, image by image: is the surface clean or defective?
 *
 * <p>An <i>escape</i> is a defective image that is called clean. An <i>overkill</i> is a clean image that is called
 * defective. An undetermined image is neither, because a person looks at it; it has a rate of its own.
 */
public final class CleanOrDefective {

    /**
     * Decisions at one score threshold.
     *
     * @param scoreThreshold defects with a lower score are not reported
     * @param escapes defective images that are called clean
     * @param defectiveImages images with annotated defects
     * @param overkills clean images that are called defective
     * @param cleanImages images without annotated defects
     * @param undetermined images without a verdict, among all images
     * @param images all images, including those that are not judged
     */
    public record Point(
            double scoreThreshold,
            int escapes,
            int defectiveImages,
            int overkills,
            int cleanImages,
            int undetermined,
            int images) {

        /** Returns the escapes per defective image; empty without defective images. */
        public OptionalDouble escapeRate() {
            return ratio(escapes, defectiveImages);
        }

        /** Returns the overkills per clean image; empty without clean images. */
        public OptionalDouble overkillRate() {
            return ratio(overkills, cleanImages);
        }

        /** Returns the undetermined images per image; empty without images. */
        public OptionalDouble undeterminedRate() {
            return ratio(undetermined, images);
        }

        private static OptionalDouble ratio(int part, int whole) {
            return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
        }
    }

    private final List<InspectedSurface> surfaces;

    public CleanOrDefective(List<InspectedSurface> surfaces) {
        this.surfaces = List.copyOf(surfaces);
    }

    /** Returns the share of the defective images that are called clean; undefined without defective images. */
    public Statistic escapeRate() {
        return Statistic.ratio(flags(InspectedSurface::isEscape), flags(InspectedSurface::isJudgedDefective));
    }

    /** Returns the share of the clean images that are called defective; undefined without clean images. */
    public Statistic overkillRate() {
        return Statistic.ratio(flags(InspectedSurface::isOverkill), flags(InspectedSurface::isJudgedClean));
    }

    /** Returns the share of all images without a verdict. */
    public Statistic undeterminedRate() {
        return Statistic.mean(flags(surface -> surface.verdict() == SurfaceVerdict.UNDETERMINED));
    }

    public SurfaceVerdict verdict(int image) {
        return surfaces.get(image).verdict();
    }

    /** Returns the decisions at one score threshold for all images. */
    public Point at(double scoreThreshold) {
        return new Point(
                scoreThreshold,
                count(surface -> surface.at(scoreThreshold).isEscape()),
                count(InspectedSurface::isJudgedDefective),
                count(surface -> surface.at(scoreThreshold).isOverkill()),
                count(InspectedSurface::isJudgedClean),
                count(surface -> surface.at(scoreThreshold).verdict() == SurfaceVerdict.UNDETERMINED),
                surfaces.size());
    }

    /**
     * Returns one point for each threshold at which a decision changes, highest threshold first, from 1 to 0. An
     * image's decision changes at the highest score of its predicted defects.
     */
    public List<Point> points() {
        DoubleStream scores =
                surfaces.stream().map(InspectedSurface::highestScore).flatMapToDouble(OptionalDouble::stream);
        return DoubleStream.concat(DoubleStream.of(0, 1), scores)
                .distinct()
                .boxed()
                .sorted(Comparator.reverseOrder())
                .map(this::at)
                .toList();
    }

    private int count(Predicate<InspectedSurface> counted) {
        return (int) surfaces.stream().filter(counted).count();
    }

    private double[] flags(Predicate<InspectedSurface> flagged) {
        return surfaces.stream()
                .mapToDouble(surface -> flagged.test(surface) ? 1 : 0)
                .toArray();
    }
}
