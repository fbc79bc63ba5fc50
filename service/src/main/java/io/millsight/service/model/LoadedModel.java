package io.millsight.service.model;

import io.millsight.history.Deployment;
import io.millsight.inspection.Inspector;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that is ready to answer.
 *
 * @param inspector the model; its answers are not filtered by the threshold of the settings. It belongs to whoever loaded it
 * @param model what was loaded
 * @param settings how it answers
 * @param bare loads the base without the adapter, to compare both; null without an adapter, or if the base is too large for that
 */
public record LoadedModel(
        Inspector inspector,
        Deployment.Model model,
        Deployment.Settings settings,
        @Nullable Supplier<Inspector> bare) {}
