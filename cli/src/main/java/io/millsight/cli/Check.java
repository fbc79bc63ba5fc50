package io.millsight.cli;

import io.millsight.evaluation.Evaluation;
import io.millsight.steel.audit.AuditReport;
import io.millsight.steel.audit.GroupStatistics;
import io.millsight.steel.duplicate.NearDuplicates;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code data check} found.
 *
 * @param root the dataset's folder
 * @param report with the groups that were found taken in
 * @param known statistics of the groups that the dataset itself knows
 * @param found what the pixels say; null if they were not asked
 * @param agreement of the annotations of images that overlap; null if the pixels were not asked, or none overlap enough
 */
record Check(
        Path root,
        AuditReport report,
        GroupStatistics known,
        @Nullable NearDuplicates found,
        @Nullable Evaluation agreement) {}
