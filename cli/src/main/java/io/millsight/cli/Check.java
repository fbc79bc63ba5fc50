package io.millsight.cli;

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
 */
record Check(
        Path root,
        AuditReport report,
        GroupStatistics known,
        @Nullable NearDuplicates found) {}
