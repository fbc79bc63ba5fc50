package io.millsight.steel.format;

import io.millsight.steel.Dataset;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Result of reading a folder: the valid dataset and all findings.
 *
 * @param format format of the folder
 * @param dataset valid images and boxes
 * @param unconfirmed ids of images without annotation, or whose annotation was partly refused. Such an image without
 *     defects is not known to be free of defects
 * @param findings findings in the order of the files
 * @param sourceIds ids of images and types in the files
 */
public record DatasetScan(
        DatasetFormat format, Dataset dataset, Set<String> unconfirmed, List<Finding> findings, SourceIds sourceIds) {

    private static final Set<Rule> NOTICES = Set.of(
            Rule.OWN_TEXTS,
            Rule.SKIPPED_FILE,
            Rule.UNUSED_PAGES,
            Rule.TURNED_IMAGE,
            Rule.OTHER_FORMAT,
            Rule.MISSING_SPLIT);

    public DatasetScan {
        unconfirmed = Set.copyOf(unconfirmed);
        findings = List.copyOf(findings);
    }

    /** Returns what the user should know before using the data: parts of the folder that are not used. */
    public List<String> notices() {
        return findings.stream()
                .filter(finding -> NOTICES.contains(finding.rule()))
                .map(Finding::message)
                .toList();
    }

    /** Returns the same findings about an extended dataset. */
    public DatasetScan withDataset(Dataset informed) {
        return new DatasetScan(format, informed, unconfirmed, findings, sourceIds);
    }

    /**
     * Returns the dataset if there are no errors. Otherwise throws an {@link InputException} with the first error and
     * the number of the others.
     */
    public Dataset orThrow() {
        return orThrow(finding -> false);
    }

    /**
     * Returns the dataset if there are no errors except unreadable images. Unreadable images are in the dataset if
     * their annotation states their size.
     *
     * @throws InputException if there are other errors
     */
    public Dataset evenWithUnreadableImages() {
        return orThrow(finding -> finding.rule() == Rule.UNREADABLE_IMAGE);
    }

    private Dataset orThrow(Predicate<Finding> tolerated) {
        List<Finding> errors = findings.stream()
                .filter(finding -> finding.severity() == Rule.Severity.ERROR)
                .filter(finding -> !tolerated.test(finding))
                .toList();
        if (errors.isEmpty()) {
            return dataset;
        }
        String message = errors.get(0).message();
        int others = errors.size() - 1;
        throw new InputException(
                others == 0
                        ? message
                        : message + " (and " + others + " more; `millsight data check " + dataset.root()
                                + "` lists all)");
    }
}
