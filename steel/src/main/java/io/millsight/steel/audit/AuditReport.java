package io.millsight.steel.audit;

import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.format.DatasetFormat;
import java.util.List;
import java.util.Map;

/**
 * The result of an audit.
 *
 * @param name of the dataset
 * @param format in which it is kept
 * @param hash of its content, see {@link io.millsight.steel.DatasetHash#of}
 * @param images their number, without those that cannot be read
 * @param boxes their number, without those at fault
 * @param sizes the number of images by size, {@code 200x200}
 * @param types statistics of every type
 * @param splits the number of images by split
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

    /** The findings of one rule. */
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
