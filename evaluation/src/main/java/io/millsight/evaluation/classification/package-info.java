/** Whether the right types of defect were named, wherever they are. */
@NullMarked
package io.millsight.evaluation.classification;

import org.jspecify.annotations.NullMarked;
