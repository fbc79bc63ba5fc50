package io.millsight.evaluation.report;

import java.util.List;

/**
 * What a report says about itself beside the figures.
 *
 * @param date when the images were evaluated; empty if unknown
 * @param run the training run or the files that the model comes from; empty if unknown
 * @param cautions reasons to trust the figures more or less, the most important ones first
 */
public record ReportContext(String date, String run, List<String> cautions) {

    /** Nothing is known. */
    public static final ReportContext UNKNOWN = new ReportContext("", "", List.of());

    public ReportContext {
        cautions = List.copyOf(cautions);
    }
}
