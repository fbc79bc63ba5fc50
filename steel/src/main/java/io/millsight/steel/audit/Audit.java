package io.millsight.steel.audit;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.format.DatasetScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks a dataset: decodes every image and examines every box, split and group. */
public final class Audit {

    private Audit() {}

    /** Audits a scanned dataset: adds the findings that need all images to the findings of the reader. */
    public static AuditReport of(DatasetScan scan) {
        return of(scan, List.of());
    }

    /** Audits a scanned dataset, with further findings of the caller. */
    public static AuditReport of(DatasetScan scan, List<Finding> further) {
        return of(scan, further, new PixelScope(scan.dataset().images(), AnnotatedImage::readPixels));
    }

    /** Audits a scanned dataset like {@link #of(DatasetScan, List)}, but examines the pixels of some of its images only. */
    public static AuditReport of(DatasetScan scan, List<Finding> further, PixelScope pixels) {
        Dataset dataset = scan.dataset();
        List<AnnotatedImage> images = dataset.images();
        List<Finding> findings = new ArrayList<>(scan.findings());
        findings.addAll(BoxChecks.of(images, scan.unconfirmed()));
        findings.addAll(TypeChecks.of(dataset));
        findings.addAll(TypeChecks.bySplit(dataset));
        findings.addAll(TypeChecks.cleanImages(dataset));
        findings.addAll(PixelChecks.of(decodable(images, scan.findings()), pixels));
        findings.addAll(SplitChecks.of(dataset));
        findings.addAll(further);
        findings.sort(Comparator.comparing(Finding::severity));
        Map<String, Integer> splits = new LinkedHashMap<>();
        dataset.splits().forEach((split, ids) -> splits.put(split, ids.size()));
        return new AuditReport(
                dataset.name(),
                scan.format(),
                DatasetHash.of(images),
                images.size(),
                images.stream().mapToInt(image -> image.defects().size()).sum(),
                sizes(images),
                dataset.types().stream()
                        .map(type -> TypeStatistics.of(type, images))
                        .toList(),
                splits,
                GroupStatistics.of(dataset),
                findings);
    }

    /** Returns the images that the reader could decode. */
    private static List<AnnotatedImage> decodable(List<AnnotatedImage> images, List<Finding> known) {
        Set<Path> unreadable = known.stream()
                .filter(finding -> finding.rule() == Rule.UNREADABLE_IMAGE)
                .map(Finding::file)
                .collect(Collectors.toSet());
        return images.stream()
                .filter(image -> !unreadable.contains(image.file()))
                .toList();
    }

    private static Map<String, Long> sizes(List<AnnotatedImage> images) {
        return images.stream()
                .collect(Collectors.groupingBy(
                        image -> image.width() + "x" + image.height(), TreeMap::new, Collectors.counting()));
    }
}
