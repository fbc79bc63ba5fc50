/** Geometry of boxes in plain Java: overlap, non-maximum suppression, anchors, assignment and sampling. */
@NullMarked
package io.millsight.detect.box;

import org.jspecify.annotations.NullMarked;
