/**
 * What was inspected, by which model, and what people said about it: a database and a folder of images. {@link io.millsight.history.History} opens
 * both; each of its parts is about one kind of record.
 *
 * <p>Invariants: an inspection is stored with its image, its boxes and its place in the review queue, or not at all. Reviews and entries of the audit
 * are added, never changed. Scores are stored as they were computed; thresholds apply when records are read. A name in the database never becomes a
 * path.
 *
 * <p>The module knows neither tensors nor HTTP. All SQL stands in this package and in the migrations among its resources. Every class is safe for
 * use by several threads.
 */
@NullMarked
package io.millsight.history;

import org.jspecify.annotations.NullMarked;
