package io.millsight.qwen.image;

/**
 * Two bicubic resizers for images of bytes, each with its own way of normalising. They differ by at most two levels on less than a
 * hundredth of the values.
 */
public enum ResizeVariant {

    /** As torchvision does on the CPU: what newer releases of the reference use. */
    ATEN,

    /** As Pillow does: what the first releases of the reference used. */
    PILLOW
}
