package io.millsight.service.intake;

import io.millsight.history.StoredInspection;
import io.millsight.inspection.TokenCount;

/**
 * An inspection that was asked for.
 *
 * @param inspection as it is stored
 * @param replayed whether it was there already, because an earlier request had the same key
 * @param tokens what the model read and wrote for this request; none for a replayed inspection
 */
public record IntakeResult(StoredInspection inspection, boolean replayed, TokenCount tokens) {}
