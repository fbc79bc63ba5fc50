package io.millsight.service.model;

import io.millsight.history.Deployment;
import io.millsight.inspection.Inspector;

/**
 * A model that is ready to answer.
 *
 * @param inspector the model; its answers are not filtered by the threshold of the settings. It belongs to whoever loaded it
 * @param model what was loaded
 * @param settings how it answers
 */
public record LoadedModel(Inspector inspector, Deployment.Model model, Deployment.Settings settings) {}
