package io.millsight.steel.report;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.Comparator;
import java.util.List;

/** In which order a report names the defects. Each order is deterministic; equals stay as they were annotated. */
public enum BoxOrder {

    /** As the inspector drew them. */
    ANNOTATED {
        @Override
        public List<Defect> sort(List<Defect> defects) {
            return List.copyOf(defects);
        }
    },

    /** By the left edge, then by the top edge: along the strip. The numbers of a report then begin in rising order, which is easy to learn. */
    POSITION {
        @Override
        public List<Defect> sort(List<Defect> defects) {
            return sorted(
                    defects,
                    Comparator.comparingDouble(BoundingBox::xMin)
                            .thenComparingDouble(BoundingBox::yMin)
                            .thenComparingDouble(BoundingBox::xMax)
                            .thenComparingDouble(BoundingBox::yMax));
        }
    },

    /** The largest first: a report that is cut short has lost the least. */
    SIZE {
        @Override
        public List<Defect> sort(List<Defect> defects) {
            return sorted(
                    defects,
                    Comparator.comparingDouble(BoundingBox::area)
                            .reversed()
                            .thenComparing(Comparator.comparingDouble(BoundingBox::xMin)
                                    .thenComparingDouble(BoundingBox::yMin)));
        }
    };

    /** A sorted copy. */
    public abstract List<Defect> sort(List<Defect> defects);

    private static List<Defect> sorted(List<Defect> defects, Comparator<BoundingBox> order) {
        return defects.stream().sorted(Comparator.comparing(Defect::box, order)).toList();
    }
}
