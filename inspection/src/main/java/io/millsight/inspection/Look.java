package io.millsight.inspection;

/**
 * What one look at a picture came to.
 *
 * @param view how the picture was seen
 * @param seen with boxes in pixels of the picture
 */
record Look(View view, Inspection seen) {}
