/**
 * Datasets in folders and files: Pascal VOC, COCO, YOLO and messages-JSONL, read and written. What must stay true: whatever a file
 * says, a reader yields valid images or a {@link io.millsight.steel.Finding} that names the file, the object and the rule; a writer leaves
 * a whole folder or none.
 */
@NullMarked
package io.millsight.steel.format;

import org.jspecify.annotations.NullMarked;
