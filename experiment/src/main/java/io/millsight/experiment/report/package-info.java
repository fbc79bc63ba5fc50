/** What a report shows beside the figures. */
@NullMarked
package io.millsight.experiment.report;

import org.jspecify.annotations.NullMarked;
