/**
 * Dataset formats: Pascal VOC, COCO, YOLO and conversations in JSONL, reading and writing. Invariants: for any file
 * content, a reader returns valid images or a {@link io.millsight.steel.Finding} with the file, the object and the
 * rule; a writer writes a complete folder or nothing.
 */
@NullMarked
package io.millsight.steel.format;

import org.jspecify.annotations.NullMarked;
