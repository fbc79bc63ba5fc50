package io.millsight.experiment;

import io.millsight.experiment.model.EvaluatedModel;
import java.nio.file.Path;

/** A row of a comparison, under a name for the table. */
public sealed interface ComparisonEntry {

    /** Returns the name for the table. */
    String name();

    /** A model that has yet to answer. */
    record OfModel(String name, EvaluatedModel model) implements ComparisonEntry {}

    /** A file with the predictions of any program, in COCO's result form. */
    record OfPredictions(String name, Path file) implements ComparisonEntry {}
}
