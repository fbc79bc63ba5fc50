package io.millsight.evaluation.detection;

/** COCO's ranges of box areas in square pixels, inclusive. */
public enum AreaRange {
    ALL(0, 1e10),
    SMALL(0, 32 * 32),
    MEDIUM(32 * 32, 96 * 96),
    LARGE(96 * 96, 1e10);

    private final double smallest;
    private final double largest;

    AreaRange(double smallest, double largest) {
        this.smallest = smallest;
        this.largest = largest;
    }

    boolean contains(Rectangle box) {
        return box.area() >= smallest && box.area() <= largest;
    }
}
