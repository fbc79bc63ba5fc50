package io.millsight.steel.audit;

import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.format.DatasetFormat;
import java.util.List;
import java.util.Map;

/**
 * Result of an audit.
 *
 * @param name name of the dataset
 * @param format format of the dataset
 * @param hash hash of the content, see {@link io.millsight.steel.DatasetHash#of}
 * @param images number of readable images
 * @param boxes number of valid boxes
 * @param sizes number of images by size, for example {@code 200x200}
 * @param types statistics of every type
 * @param splits number of images by split
 * @param groups statistics of the groups
 * @param findings errors first, then warnings, then information
 */
public record AuditReport(
        String name,
        DatasetFormat format,
        String hash,
        int images,
        int boxes,
        Map<String, Long> sizes,
        List<TypeStatistics> types,
        Map<String, Integer> splits,
        GroupStatistics groups,
        List<Finding> findings) {

    public AuditReport {
        findings = List.copyOf(findings);
    }

    /** Returns the findings of one rule. */
    public List<Finding> findings(Rule rule) {
        return findings.stream().filter(finding -> finding.rule() == rule).toList();
    }

    /** Returns the number of errors. A dataset with errors cannot be used until they are corrected. */
    public long errors() {
        return findings.stream()
                .filter(finding -> finding.severity() == Rule.Severity.ERROR)
                .count();
    }
}
