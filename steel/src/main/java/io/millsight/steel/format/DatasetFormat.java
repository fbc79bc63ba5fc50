package io.millsight.steel.format;

/** How a dataset lies in its folder. */
public enum DatasetFormat {
    /** Pascal VOC: an XML file per image, beside the images or in a folder of their own. */
    VOC,
    /** COCO: one JSON file for all images. */
    COCO,
    /** YOLO: a text file per image with fractions of its size, and a list of the types. */
    YOLO,
    /** Conversations for fine-tuning, one JSON object per line and image. */
    JSONL
}
