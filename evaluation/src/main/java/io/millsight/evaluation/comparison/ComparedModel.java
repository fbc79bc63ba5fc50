package io.millsight.evaluation.comparison;

import io.millsight.evaluation.Evaluation;

/** A model that takes part in a comparison. */
public record ComparedModel(Evaluation evaluation, ModelCost cost) {

    String name() {
        return evaluation.input().model();
    }
}
