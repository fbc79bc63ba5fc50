/**
 * A folder whose new images are inspected. The results stand beside the images and in one table.
 *
 * <p>Invariants: a file is read when it is complete, and never through a link that leaves the folder. The table has one row for each content of a
 * file, whenever the program was killed: the row is written before the file that marks the image as done.
 */
@NullMarked
package io.millsight.service.watch;

import org.jspecify.annotations.NullMarked;
