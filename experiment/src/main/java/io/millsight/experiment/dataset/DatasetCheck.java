package io.millsight.experiment.dataset;

import io.millsight.evaluation.Evaluation;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.audit.Audit;
import io.millsight.steel.audit.AuditReport;
import io.millsight.steel.audit.GroupStatistics;
import io.millsight.steel.audit.PixelScope;
import io.millsight.steel.duplicate.NearDuplicates;
import io.millsight.steel.format.DatasetScan;
import io.millsight.steel.format.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Result of checking a dataset.
 *
 * @param root the dataset's folder
 * @param report audit of the dataset, with the groups that were found
 * @param known statistics of the groups that the dataset itself states
 * @param found near-duplicates; null if they were not looked for
 * @param agreement of the annotations of images that overlap; null if near-duplicates were not looked for, or none overlap
 *     enough
 */
public record DatasetCheck(
        Path root,
        AuditReport report,
        GroupStatistics known,
        @Nullable NearDuplicates found,
        @Nullable Evaluation agreement) {

    /**
     * Checks the annotations, the splits and every image of a dataset.
     *
     * @param model also find the images that this model cannot be shown; null to warn of those that most models cannot be
     *     shown
     * @throws io.millsight.files.MillsightException if the folder is no dataset
     */
    public static DatasetCheck of(Path root, @Nullable EvaluatedModel model) {
        DatasetScan scan = Datasets.scan(root);
        AuditReport report = Audit.of(scan, shapes(scan, model));
        return new DatasetCheck(root, report, report.groups(), null, null);
    }

    /**
     * Checks a dataset as {@link #of} does, looks for near-duplicates, and measures how well their annotations agree. Each
     * image is decoded once, within the bound of {@link DecodedImages}.
     */
    public static DatasetCheck withNearDuplicates(
            Path root, @Nullable EvaluatedModel model, ProgressListener listener) {
        DatasetScan scan = Datasets.scan(root);
        Dataset dataset = scan.dataset();
        List<Finding> shapes = shapes(scan, model);
        DecodedImages pictures = new DecodedImages();
        PixelScope pixels = new PixelScope(dataset.images(), pictures::pixels);
        AuditReport report = Audit.of(scan, shapes, pixels);
        NearDuplicates found = DuplicateSearch.in(readable(dataset, report), pictures, listener);
        Dataset joined = dataset.withGroups(found.groupsJoinedWith(dataset.groups()));
        AuditReport informed = Audit.of(scan.withDataset(joined), shapes, pixels);
        Evaluation agreement = AnnotationAgreement.of(joined, informed.hash(), found.overlaps())
                .orElse(null);
        return new DatasetCheck(root, informed, report.groups(), found, agreement);
    }

    private static List<Finding> shapes(DatasetScan scan, @Nullable EvaluatedModel model) {
        List<AnnotatedImage> images = scan.dataset().images();
        return model == null ? ShapeCheck.ofAnyModel(images) : ShapeCheck.of(images, model);
    }

    private static List<AnnotatedImage> readable(Dataset dataset, AuditReport report) {
        Set<Path> unreadable = report.findings(Rule.UNREADABLE_IMAGE).stream()
                .map(Finding::file)
                .collect(Collectors.toSet());
        return dataset.images().stream()
                .filter(image -> !unreadable.contains(image.file()))
                .toList();
    }
}
