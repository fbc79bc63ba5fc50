package io.millsight.cli;

import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.audit.AuditReport;
import io.millsight.steel.audit.Distribution;
import io.millsight.steel.audit.GroupStatistics;
import io.millsight.steel.audit.TypeStatistics;
import io.millsight.steel.duplicate.NearDuplicates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check as people read it: facts, a table of the types, then the findings by rule.
 *
 * @param all whether to print every finding
 */
record TextCheck(Check check, boolean all) {

    /** So many findings of a rule tell what is meant; the rest is counted. */
    private static final int SHOWN = 5;

    void print(PrintWriter out) {
        AuditReport report = check.report();
        facts(report).print(out);
        out.println();
        types(report.types()).print(out);
        for (Rule rule : Rule.values()) {
            print(rule, report.findings(rule), out);
        }
        if (report.findings().isEmpty()) {
            out.println();
            out.println("nothing to complain about");
        }
        out.flush();
    }

    private Sheet facts(AuditReport report) {
        Sheet sheet = new Sheet()
                .add("dataset", report.name() + " (" + report.format() + ")")
                .add("images", Quantity.count(report.images()))
                .add("boxes", Quantity.count(report.boxes()))
                .add("sizes", counts(report.sizes()))
                .add("splits", report.splits().isEmpty() ? "none; see 'millsight data split'" : counts(report.splits()))
                .add("groups", groups(check.known(), report.images()));
        NearDuplicates found = check.found();
        if (found != null) {
            sheet.add("near-duplicates", Quantity.of(found.overlaps().size(), "overlapping pair"));
            sheet.add("groups with them", groups(report.groups(), report.images()));
        }
        return sheet.add("hash", report.hash());
    }

    /** {@code 200x200 (1,620)}. */
    private static String counts(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(entry ->
                        entry.getKey() + " (" + Quantity.count(entry.getValue().longValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String groups(GroupStatistics groups, int images) {
        return groups.groups() == 0
                ? "none known"
                : String.format(
                        Locale.ROOT,
                        "%,d; %,d images (%.0f %%) share theirs with others, the largest has %,d",
                        groups.groups(),
                        groups.imagesInCompany(),
                        100.0 * groups.imagesInCompany() / images,
                        groups.largest());
    }

    private static Table types(List<TypeStatistics> types) {
        Table table = new Table(List.of("type", "images", "boxes", "median area", "from", "to", "median width/height"));
        for (TypeStatistics type : types) {
            Distribution area = type.area();
            Distribution aspect = type.aspect();
            table.add(List.of(
                    type.type(),
                    Quantity.count(type.images()),
                    Quantity.count(type.boxes()),
                    percent(area == null ? null : area.median()),
                    percent(area == null ? null : area.min()),
                    percent(area == null ? null : area.max()),
                    aspect == null ? "-" : String.format(Locale.ROOT, "%.2f", aspect.median())));
        }
        return table;
    }

    private static String percent(@Nullable Double part) {
        return part == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    private void print(Rule rule, List<Finding> findings, PrintWriter out) {
        if (findings.isEmpty()) {
            return;
        }
        out.println();
        out.println(rule.severity().name().toLowerCase(Locale.ROOT) + ": " + rule.id() + " ("
                + Quantity.count(findings.size()) + ")");
        int shown = all ? findings.size() : Math.min(findings.size(), SHOWN);
        for (Finding finding : findings.subList(0, shown)) {
            out.println("  " + place(finding.file()) + ": " + Failures.oneLine(finding.text()));
        }
        if (shown < findings.size()) {
            out.println("  and " + Quantity.count(findings.size() - shown) + " more (--all shows them)");
        }
    }

    private Path place(Path file) {
        return file.startsWith(check.root()) ? check.root().relativize(file) : file;
    }
}
