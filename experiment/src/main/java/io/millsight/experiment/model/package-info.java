/** Models that are measured: opening them, and what the folders of their training tell. */
@NullMarked
package io.millsight.experiment.model;

import org.jspecify.annotations.NullMarked;
