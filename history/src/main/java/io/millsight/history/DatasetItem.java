package io.millsight.history;

/**
 * An image of a dataset version.
 *
 * @param image the hash of its file
 * @param review the identifier of the review that holds
 * @param group images of one group show the same steel: its coil, or the image itself
 * @param part what the image is for
 */
public record DatasetItem(String image, String review, String group, DatasetPart part) {}
