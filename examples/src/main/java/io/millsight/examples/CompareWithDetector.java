package io.millsight.examples;

import io.millsight.Millsight;
import io.millsight.experiment.ComparisonEntry;
import io.millsight.experiment.ComparisonResult;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares a model with a detector whose results lie in a COCO result file. Arguments: model folder, adapter folder, result file, dataset folder,
 * report folder.
 */
public final class CompareWithDetector {

    private CompareWithDetector() {}

    public static void main(String[] arguments) {
        EvaluatedModel model = new EvaluatedModel(Path.of(arguments[0]), Path.of(arguments[1]));
        List<ComparisonEntry> entries = List.of(
                new ComparisonEntry.OfModel("Millsight", model),
                new ComparisonEntry.OfPredictions("detector", Path.of(arguments[2])));
        ComparisonResult result = Millsight.compare(entries, EvaluationSplit.read(Path.of(arguments[3]), "test"));
        result.write(Path.of(arguments[4]));
        System.out.println("compared: " + arguments[4]);
    }
}
