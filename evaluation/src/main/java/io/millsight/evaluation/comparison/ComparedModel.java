package io.millsight.evaluation.comparison;

import io.millsight.evaluation.Evaluation;

/**
 * Model in a comparison.
 *
 * @param evaluation its evaluation
 * @param cost its cost
 */
public record ComparedModel(Evaluation evaluation, ModelCost cost) {

    public String name() {
        return evaluation.input().model();
    }
}
