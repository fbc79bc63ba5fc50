package io.millsight.steel.report;

import io.millsight.steel.BoundingBox;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** In which order a report names the defects. Each order is deterministic; equals stay as they were annotated. */
public enum BoxOrder {

    /** As the inspector drew them. */
    ANNOTATED {
        @Override
        public <T> List<T> sort(List<T> defects, Function<T, BoundingBox> box) {
            return List.copyOf(defects);
        }
    },

    /** By the left edge, then by the top edge: along the strip. The numbers of a report then begin in rising order, which is easy to learn. */
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

    /** The largest first: a report that is cut short has lost the least. */
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
     * A sorted copy.
     *
     * @param box the box of a defect
     */
    public abstract <T> List<T> sort(List<T> defects, Function<T, BoundingBox> box);

    private static <T> List<T> sorted(List<T> defects, Function<T, BoundingBox> box, Comparator<BoundingBox> order) {
        return defects.stream().sorted(Comparator.comparing(box, order)).toList();
    }
}
