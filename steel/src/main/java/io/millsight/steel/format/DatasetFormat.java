package io.millsight.steel.format;

/** Formats of datasets. */
public enum DatasetFormat {
    /** Pascal VOC: one XML file per image, beside the images or in a separate folder. */
    VOC,
    /** COCO: one JSON file for all images. */
    COCO,
    /** YOLO: one text file per image with boxes in fractions of its size, and a list of the types. */
    YOLO,
    /** Conversations for fine-tuning: one JSON object per line and image. */
    JSONL
}
