package io.millsight.cli.output;

import io.millsight.experiment.description.DescriptionReceiver;

/** Prints inspections, one after the other, in one format. Every image is written once, whether it could be inspected or not. */
public sealed interface DescriptionWriter extends DescriptionReceiver
        permits TextDescriptions, JsonDescriptions, CocoDescriptions {

    /** Prints what comes last. A run that is broken off does not come here, so that what it printed does not look complete. */
    void finish();
}
