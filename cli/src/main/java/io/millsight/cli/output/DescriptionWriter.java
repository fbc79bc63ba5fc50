package io.millsight.cli.output;

import io.millsight.experiment.description.DescriptionReceiver;

/** Prints inspections, one after the other, in one format. Every image is written, whether it could be inspected or not. */
public sealed interface DescriptionWriter extends DescriptionReceiver
        permits TextDescriptions, JsonDescriptions, CsvDescriptions, CocoDescriptions {

    /** Prints the end. It is missing after a run that broke off, so that its output does not look complete. */
    void finish();
}
