/**
 * The entrance for Java programs that use Millsight as a library.
 *
 * <p>Public API are this package, {@code experiment} and its subpackages, {@code inspection}, {@code evaluation}, {@code steel} and {@code image}
 * with their subpackages, {@code tuning.TrainingSettings}, {@code tuning.LoraSettings}, {@code tuning.TrainingRun}, {@code runs.RunSettings},
 * {@code runs.TrainingListener} and {@code files.MillsightException}. All other packages are public for the rooms above them only; they may change in
 * any version.
 */
@NullMarked
package io.millsight;

import org.jspecify.annotations.NullMarked;
