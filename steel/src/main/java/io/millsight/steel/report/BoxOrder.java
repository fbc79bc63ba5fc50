package io.millsight.steel.report;

import io.millsight.steel.BoundingBox;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Order of the defects in a report. Every order is deterministic and stable. */
public enum BoxOrder {

    /** Order of the annotation. */
    ANNOTATED {
        @Override
        public <T> List<T> sort(List<T> defects, Function<T, BoundingBox> box) {
            return List.copyOf(defects);
        }
    },

    /** By left edge, then by top edge. The first number of the sentences rises, which is easy to learn. */
    POSITION {
        @Override
        public <T> List<T> sort(List<T> defects, Function<T, BoundingBox> box) {
            return sorted(
                    defects,
                    box,
                    Comparator.comparingDouble(BoundingBox::xMin)
                            .thenComparingDouble(BoundingBox::yMin)
                            .thenComparingDouble(BoundingBox::xMax)
                            .thenComparingDouble(BoundingBox::yMax));
        }
    },

    /** Largest first. A truncated report then loses the smallest defects. */
    SIZE {
        @Override
        public <T> List<T> sort(List<T> defects, Function<T, BoundingBox> box) {
            return sorted(
                    defects,
                    box,
                    Comparator.comparingDouble(BoundingBox::area)
                            .reversed()
                            .thenComparing(Comparator.comparingDouble(BoundingBox::xMin)
                                    .thenComparingDouble(BoundingBox::yMin)));
        }
    };

    /**
     * Returns a sorted copy.
     *
     * @param box returns the box of a defect
     */
    public abstract <T> List<T> sort(List<T> defects, Function<T, BoundingBox> box);

    private static <T> List<T> sorted(List<T> defects, Function<T, BoundingBox> box, Comparator<BoundingBox> order) {
        return defects.stream().sorted(Comparator.comparing(box, order)).toList();
    }
}
