package io.millsight.cli.output;

import io.millsight.cli.terminal.FactSheet;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.Table;
import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.TypeResult;
import io.millsight.experiment.dataset.AnnotationAgreement;
import io.millsight.experiment.dataset.DatasetCheck;
import io.millsight.files.Quantity;
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
public record DatasetCheckText(DatasetCheck check, boolean all) {

    /** So many findings of a rule tell what is meant; the rest is counted. */
    private static final int SHOWN = 5;

    public void print(PrintWriter out) {
        AuditReport report = check.report();
        facts(report).print(out);
        out.println();
        types(report.types()).print(out);
        if (check.agreement() != null) {
            out.println();
            print(check.agreement(), out);
        }
        for (Rule rule : Rule.values()) {
            print(rule, report.findings(rule), out);
        }
        if (report.findings().isEmpty()) {
            out.println();
            out.println("no findings");
        }
        out.flush();
    }

    private FactSheet facts(AuditReport report) {
        FactSheet sheet = new FactSheet()
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
                        groups.imagesSharingAGroup(),
                        100.0 * groups.imagesSharingAGroup() / images,
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

    private static void print(Evaluation agreement, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "agreement of what was marked twice (%s of images with at least %.0f %% of their steel in common):",
                Quantity.of(agreement.input().images().size(), "pair"),
                100 * AnnotationAgreement.LEAST_SHARE));
        FactSheet sheet = new FactSheet();
        for (Measure measure : AnnotationAgreement.MEASURES) {
            sheet.add("  " + measure.label(), figure(agreement.estimate(measure)));
        }
        for (TypeResult type : agreement.perType()) {
            boolean nothing = type.boxes().positives() + type.boxes().predictions() == 0;
            sheet.add(
                    "  F1 of " + type.type().words(),
                    nothing
                            ? "-"
                            : String.format(Locale.ROOT, "%.3f", type.boxes().f1()));
        }
        sheet.print(out);
    }

    private static String figure(Estimate estimate) {
        if (!(estimate instanceof Estimate.Known known)) {
            return "-";
        }
        String value = String.format(Locale.ROOT, "%.3f", known.value());
        return known.interval()
                .map(interval -> value + String.format(Locale.ROOT, " (%.3f-%.3f)", interval.low(), interval.high()))
                .orElse(value);
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
            out.println("  " + Failures.oneLine(place(finding.file()) + finding.text()));
        }
        if (shown < findings.size()) {
            out.println("  and " + Quantity.count(findings.size() - shown) + " more (--all shows them)");
        }
    }

    /** The file within the dataset and a colon; nothing for a finding about the dataset as a whole. */
    private String place(Path file) {
        if (file.equals(check.root())) {
            return "";
        }
        return (file.startsWith(check.root()) ? check.root().relativize(file) : file) + ": ";
    }
}
