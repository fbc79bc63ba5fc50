/**
 * The inspection service: images come in over HTTP, verdicts go out and are kept, people correct them, and what they corrected becomes a dataset.
 * {@link io.millsight.service.InspectionServer} is the whole service.
 *
 * <p>Invariants: an answer is sent after its record is on the disk. An answer that cannot be read holds the steel. Nothing but the server's own port
 * is opened, and nobody is connected to but those whom the administrator names.
 */
@NullMarked
package io.millsight.service;

import org.jspecify.annotations.NullMarked;
