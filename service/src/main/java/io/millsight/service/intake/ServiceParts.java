package io.millsight.service.intake;

import io.millsight.history.History;
import io.millsight.service.learning.Learning;
import io.millsight.service.metrics.ServiceMetrics;
import io.millsight.service.model.DeployedModel;
import io.millsight.service.queue.InspectionQueue;

/**
 * What the parts of the service work with.
 *
 * @param history where records are kept
 * @param queue the way to the model
 * @param model what answers
 * @param readiness whether the service takes images
 * @param metrics what is counted
 * @param learning trains and changes models
 */
public record ServiceParts(
        History history,
        InspectionQueue queue,
        DeployedModel model,
        Readiness readiness,
        ServiceMetrics metrics,
        Learning learning) {}
