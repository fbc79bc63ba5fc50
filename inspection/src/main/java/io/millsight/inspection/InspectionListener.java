package io.millsight.inspection;

/** Hears how far an inspection is: a large picture is seen in hundreds of views, which takes minutes. */
@FunctionalInterface
public interface InspectionListener {

    /** Hears nothing. */
    InspectionListener NONE = (answered, views) -> {};

    /**
     * Some more views have been answered. The last call of an inspection says that all have.
     *
     * @param answered so far
     * @param views of all images that are inspected together, at least one
     */
    void answered(int answered, int views);
}
