package io.millsight.evaluation.detection;

/**
 * A box that an inspector drew.
 *
 * @param type index into the list of types
 */
public record TrueBox(int type, Rectangle box) {}
