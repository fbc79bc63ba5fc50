package io.millsight.steel.format;

import io.millsight.steel.Dataset;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Everything that could be read from a folder, and everything that was wrong with it.
 *
 * @param format in which the folder is kept
 * @param dataset of what is valid: a box at fault is not in it
 * @param unconfirmed ids of images of which the dataset does not hold all that was annotated, or that have no annotation: if one has no
 *     defect in the dataset, that does not mean that somebody found it free of defects
 * @param findings in the order of the files
 * @param sourceIds by which ids the files name images and types
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

    /** What a user should know before the data is used: what the folder holds and is not used. */
    public List<String> notices() {
        return findings.stream()
                .filter(finding -> NOTICES.contains(finding.rule()))
                .map(Finding::message)
                .toList();
    }

    /** The same findings about a dataset to which something was added. */
    public DatasetScan withDataset(Dataset informed) {
        return new DatasetScan(format, informed, unconfirmed, findings, sourceIds);
    }

    /** The dataset, if nothing is wrong with it; else an {@link InputException} that tells the first error and the number of others. */
    public Dataset orThrow() {
        return orThrow(finding -> false);
    }

    /**
     * The dataset, if nothing is wrong with it but, at most, images that cannot be read. They are in the dataset if their annotation states their size.
     *
     * @throws InputException as {@link #orThrow()}
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
