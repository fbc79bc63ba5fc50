package io.millsight.service.export;

import io.millsight.history.History;
import io.millsight.history.NewInspection;
import io.millsight.history.NewReview;
import io.millsight.history.ReviewAction;
import io.millsight.history.ReviewedBox;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.history.StoredReview;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The images that people have reviewed, as they are now. Of each image the last review holds. A clean image is an image without defects, which
 * teaches a model to stay silent; an image that was rejected is left out. Images of one coil are one group, so that a split keeps neighbours
 * together.
 *
 * <p>Immutable: it shows the reviews of the moment when it was read.
 */
public final class ReviewedDataset {

    /** No box of a model has this number. */
    private static final int NO_SOURCE = -1;

    private final History history;
    private final List<StoredInspection> reviewed;

    private ReviewedDataset(History history, List<StoredInspection> reviewed) {
        this.history = history;
        this.reviewed = reviewed;
    }

    /** Reads what has been reviewed until now. An image whose file was removed before its review is left out. */
    public static ReviewedDataset of(History history) {
        return new ReviewedDataset(
                history,
                history.reviews().reviewed().stream()
                        .filter(inspection -> inspection.content().image().removedAt() == null)
                        .toList());
    }

    /**
     * What the dataset holds.
     *
     * @param images the number of images that teach something
     * @param clean the number of those without a defect
     * @param rejected the number of images that are left out
     * @param boxesByType the number of boxes of each type
     */
    public record Summary(long images, long clean, long rejected, Map<String, Long> boxesByType) {

        /** Returns the number of boxes. */
        public long boxes() {
            return boxesByType.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * What people changed of the model's answers.
     *
     * @param misses the number of reviewed boxes that did not count
     * @param falseAlarms the number of boxes that counted and are not among the reviewed ones
     */
    public record Corrections(long misses, long falseAlarms) {

        private static Corrections of(StoredInspection inspection) {
            Set<Integer> counting =
                    inspection.defects().stream().map(StoredDefect::n).collect(Collectors.toSet());
            List<Integer> sources = review(inspection).boxes().stream()
                    .map(box -> Objects.requireNonNullElse(box.source(), NO_SOURCE))
                    .toList();
            return new Corrections(
                    sources.stream()
                            .filter(source -> !counting.contains(source))
                            .count(),
                    counting.stream().filter(n -> !sources.contains(n)).count());
        }

        private Corrections plus(Corrections other) {
            return new Corrections(misses + other.misses, falseAlarms + other.falseAlarms);
        }
    }

    /** Returns what people changed in reviews after a moment, of images that a model may learn. */
    public Corrections correctionsSince(Instant moment) {
        Set<String> gold = history.datasets().gold().keySet();
        return usable().stream()
                .filter(inspection -> last(inspection).at().isAfter(moment)
                        && !gold.contains(inspection.content().image().sha256()))
                .map(Corrections::of)
                .reduce(new Corrections(0, 0), Corrections::plus);
    }

    /** Counts images and boxes. */
    public Summary summary() {
        List<StoredInspection> usable = usable();
        Map<String, Long> boxes = new TreeMap<>();
        usable.stream()
                .flatMap(inspection -> review(inspection).boxes().stream())
                .forEach(box -> boxes.merge(box.type().name(), 1L, Long::sum));
        long clean = usable.stream()
                .filter(inspection -> review(inspection).boxes().isEmpty())
                .count();
        return new Summary(usable.size(), clean, reviewed.size() - usable.size(), boxes);
    }

    /** Returns the inspections of the dataset, each with its last review. */
    List<StoredInspection> usable() {
        return reviewed.stream()
                .filter(inspection -> review(inspection).action() != ReviewAction.REJECT)
                .toList();
    }

    static StoredReview last(StoredInspection inspection) {
        return Objects.requireNonNull(inspection.review(), "only reviewed inspections are here");
    }

    private static NewReview review(StoredInspection inspection) {
        return last(inspection).content();
    }

    /**
     * Returns images with their reviewed boxes and their groups. The identifier of an image is the hash of its file.
     *
     * @param splits the identifiers of the images by the name of their split; other images are left out
     */
    Dataset dataset(Map<String, List<String>> splits) {
        Set<String> members = splits.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        Set<DefectType> types = new LinkedHashSet<>();
        Map<String, String> groups = new LinkedHashMap<>();
        List<AnnotatedImage> images = new ArrayList<>();
        for (StoredInspection inspection : usable()) {
            String sha256 = inspection.content().image().sha256();
            if (!members.contains(sha256)) {
                continue;
            }
            images.add(annotated(inspection));
            types.addAll(inspection.deployment().model().types());
            review(inspection).boxes().stream().map(ReviewedBox::type).forEach(types::add);
            String coil = inspection.content().context().coil();
            if (coil != null) {
                groups.put(sha256, coil);
            }
        }
        return new Dataset("reviewed", Path.of("."), List.copyOf(types), images, splits, groups);
    }

    private AnnotatedImage annotated(StoredInspection inspection) {
        NewInspection content = inspection.content();
        return new AnnotatedImage(
                content.image().sha256(),
                history.images().file(content.image()),
                content.image().size().width(),
                content.image().size().height(),
                review(inspection).boxes().stream()
                        .map(box -> new Defect(box.type(), box.box()))
                        .toList());
    }
}
