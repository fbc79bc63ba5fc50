package io.millsight.examples;

import io.millsight.Millsight;
import io.millsight.evaluation.Measure;
import io.millsight.experiment.EvaluationResult;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import java.nio.file.Path;

/** Evaluates a model on the test split and writes the report. Arguments: model folder, adapter folder, dataset folder, report folder. */
public final class EvaluateModel {

    private EvaluateModel() {}

    public static void main(String[] arguments) {
        EvaluatedModel model = new EvaluatedModel(Path.of(arguments[0]), Path.of(arguments[1]));
        EvaluationSplit split = EvaluationSplit.read(Path.of(arguments[2]), "test");
        EvaluationResult result = Millsight.evaluate(model, split);
        result.write(Path.of(arguments[3]));
        System.out.println("F1 " + result.report().evaluation().estimate(Measure.F1));
    }
}
