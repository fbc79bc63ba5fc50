package io.millsight.tuning;

import io.millsight.adapter.AdaptedModel;
import io.millsight.runs.EvaluationFigures;

/**
 * Lets the model in training describe validation images, and measures the answers. The room that describes images implements it, because training
 * must not know that room.
 */
@FunctionalInterface
public interface ValidationMetrics {

    /** Measures nothing: an evaluation computes the loss only. */
    ValidationMetrics NONE = (model, images) -> EvaluationFigures.NONE;

    /**
     * Measures the model as it is now. Neither its weights nor any random number of the training may change.
     *
     * @param model borrowed from the training; stays open
     * @param images to describe
     * @return the figures without a loss
     */
    EvaluationFigures measure(AdaptedModel model, ValidationImages images);
}
