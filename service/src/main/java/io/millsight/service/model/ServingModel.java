package io.millsight.service.model;

import io.millsight.history.Deployment;
import io.millsight.inspection.Inspector;

/**
 * A model that answers, with what its answers mean.
 *
 * @param inspector is used and closed on the model's thread only
 * @param deployment its entry in the history
 * @param rules for its answers
 * @param canary how it answered the canary image
 */
public record ServingModel(Inspector inspector, Deployment deployment, AnswerRules rules, CanaryResult canary) {}
