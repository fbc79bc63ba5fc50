package io.millsight.cli;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoreMode;
import io.millsight.files.MessageText;
import io.millsight.image.InvalidImageException;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.DatasetScan;
import io.millsight.steel.format.Datasets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The images that models are measured on.
 *
 * @param scan of the whole dataset, which is without fault but for images that cannot be read
 * @param identity of the images
 * @param images all of the split, or some that are spread evenly over it
 * @param whole how many images the split has
 * @param unreadable ids of the images that cannot be read
 * @param groups which images show the same steel, by id: as the dataset says, or as their pixels say where it says nothing
 */
record EvaluationSplit(
        DatasetScan scan,
        EvaluatedSplit identity,
        List<AnnotatedImage> images,
        int whole,
        Set<String> unreadable,
        Map<String, String> groups) {

    private static final String TRAINING = "train";

    EvaluationSplit {
        images = List.copyOf(images);
        unreadable = Set.copyOf(unreadable);
        groups = Map.copyOf(groups);
    }

    /**
     * An answer to an image of the split.
     *
     * @param reference what a right answer would have said; null where no text is asked for
     */
    record Answer(Prediction prediction, @Nullable String reference) {}

    /**
     * Reads a split and decodes its images once, so that those which cannot be read are named now and not after hours of describing. Where the
     * dataset names no groups, looks for near-duplicates among the images: intervals need to know what is independent of what.
     *
     * @param err where it is said what of the data is not used or cannot be read, and how far the search is
     * @throws InputException if anything else is wrong with the dataset, or none of the images can be read
     */
    static EvaluationSplit read(Path data, String name, @Nullable Integer limit, PrintWriter err) {
        DatasetScan scan = Datasets.scan(data);
        Dataset dataset = scan.evenWithUnreadableImages();
        scan.notices().forEach(notice -> err.println("millsight: " + MessageText.oneLine(notice)));
        List<AnnotatedImage> all = dataset.split(name);
        if (all.isEmpty()) {
            throw new InputException(data + ": the split " + name + " has no images to measure on");
        }
        List<AnnotatedImage> images = limit == null ? all : spread(all, limit);
        List<AnnotatedImage> readable = readable(images, err);
        if (readable.isEmpty()) {
            throw new InputException(data + ": none of the images of the split " + name + " can be read");
        }
        nameThoseWithoutPlace(scan, err);
        Set<String> unreadable = images.stream()
                .filter(image -> !readable.contains(image))
                .map(AnnotatedImage::id)
                .collect(Collectors.toSet());
        String title = images.size() < all.size() ? name + ", " + images.size() + " of " + all.size() : name;
        EvaluatedSplit identity = new EvaluatedSplit(dataset.name(), title, "sha256:" + DatasetHash.of(images));
        Map<String, String> groups =
                dataset.groups().isEmpty() ? DuplicateSearch.in(readable, err).groups() : dataset.groups();
        return new EvaluationSplit(scan, identity, images, all.size(), unreadable, groups);
    }

    private static List<AnnotatedImage> readable(List<AnnotatedImage> images, PrintWriter err) {
        List<AnnotatedImage> readable = new ArrayList<>();
        for (AnnotatedImage image : images) {
            try {
                image.readPixels();
                readable.add(image);
            } catch (InvalidImageException e) {
                Failures.name(e, err);
            }
        }
        return readable;
    }

    /** Without the size of an image its boxes are nowhere, so that it cannot be measured on. */
    private static void nameThoseWithoutPlace(DatasetScan scan, PrintWriter err) {
        for (Finding finding : withoutPlace(scan)) {
            err.println("millsight: " + Failures.oneLine(finding.message())
                    + "; nothing states the size of this image, so it is left out of the figures");
        }
    }

    private static List<Finding> withoutPlace(DatasetScan scan) {
        Set<Path> known =
                scan.dataset().images().stream().map(AnnotatedImage::file).collect(Collectors.toSet());
        return scan.findings().stream()
                .filter(finding -> finding.rule() == Rule.UNREADABLE_IMAGE && !known.contains(finding.file()))
                .toList();
    }

    /** How many images of the dataset cannot be read and have no place in the figures, whatever their split. */
    int leftOut() {
        return withoutPlace(scan).size();
    }

    /** Splits are often sorted by type, so the first images would be of one type only. */
    private static List<AnnotatedImage> spread(List<AnnotatedImage> all, int limit) {
        int count = Math.min(limit, all.size());
        List<AnnotatedImage> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / count)));
        }
        return chosen;
    }

    Dataset dataset() {
        return scan.dataset();
    }

    List<DefectType> types() {
        return dataset().types();
    }

    /** What a model could have learned from: the training split if there is one, else these images themselves. */
    List<AnnotatedImage> learnable() {
        return dataset().splits().containsKey(TRAINING) ? dataset().split(TRAINING) : images;
    }

    /** Joins answers, one an image in the order of the images, with what is true. */
    EvaluationInput answered(String model, ScoreMode scores, List<Answer> answers) {
        List<EvaluatedImage> evaluated = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            AnnotatedImage image = images.get(i);
            String reference = answers.get(i).reference();
            evaluated.add(new EvaluatedImage(
                    image,
                    group(image),
                    reference == null ? List.of() : List.of(reference),
                    answers.get(i).prediction()));
        }
        return new EvaluationInput(model, identity, types(), scores, evaluated);
    }

    private String group(AnnotatedImage image) {
        return groups.getOrDefault(image.id(), "image " + image.id());
    }
}
