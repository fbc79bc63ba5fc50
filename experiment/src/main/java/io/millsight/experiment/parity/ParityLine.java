package io.millsight.experiment.parity;

/**
 * One number of the reference beside that of Millsight.
 *
 * @param what the number is
 * @param reference as it was recorded
 * @param found in Millsight
 * @param difference in words; empty if the two are equal or cannot be subtracted
 * @param allowed difference, in words
 * @param matches whether the difference is allowed
 */
public record ParityLine(
        String what, String reference, String found, String difference, String allowed, boolean matches) {}
