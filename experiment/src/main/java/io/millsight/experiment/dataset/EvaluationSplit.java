package io.millsight.experiment.dataset;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoreMode;
import io.millsight.experiment.progress.FailureMessage;
import io.millsight.experiment.progress.ProgressListener;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Images that models are measured on, with their decoded pixels. Immutable.
 *
 * @param scan the whole dataset; nothing is wrong with it, except that images may be unreadable
 * @param identity of the images
 * @param images all images of the split, or some that are spread evenly over it
 * @param whole number of images of the split
 * @param unreadable ids of the images that cannot be read
 * @param pictures the decoded images, shared by all that needs their pixels
 * @param groups which images show the same steel, by id: as the dataset says, or as their pixels say where it says nothing
 */
public record EvaluationSplit(
        DatasetScan scan,
        EvaluatedSplit identity,
        List<AnnotatedImage> images,
        int whole,
        Set<String> unreadable,
        DecodedImages pictures,
        Map<String, String> groups) {

    private static final String TRAINING = "train";

    public EvaluationSplit {
        images = List.copyOf(images);
        unreadable = Set.copyOf(unreadable);
        groups = Map.copyOf(groups);
    }

    /**
     * An answer to an image of the split.
     *
     * @param reference what a right answer would have said; null where no text is asked for
     */
    public record Answer(Prediction prediction, @Nullable String reference) {}

    /**
     * Reads all images of a split.
     *
     * @see #read(Path, String, Integer, ProgressListener)
     */
    public static EvaluationSplit read(Path data, String name) {
        return read(data, name, null, ProgressListener.NONE);
    }

    /**
     * Reads a split and decodes its images, so that those which cannot be read are reported now and not after hours of
     * describing. Where the dataset names no groups, looks for near-duplicates among the images: intervals need to know what
     * is independent of what.
     *
     * @param limit how many images, spread evenly over the split; null for all
     * @param listener is told what of the data is not used or cannot be read, and how far the search is
     * @throws InputException if anything else is wrong with the dataset, or none of the images can be read
     */
    public static EvaluationSplit read(Path data, String name, @Nullable Integer limit, ProgressListener listener) {
        return new Reader(data, name, new DecodedImages(), listener).read(limit);
    }

    /** Reads a split of a dataset. */
    record Reader(Path data, String name, DecodedImages pictures, ProgressListener listener) {

        EvaluationSplit read(@Nullable Integer limit) {
            DatasetScan scan = Datasets.scan(data);
            Dataset dataset = scan.evenWithUnreadableImages();
            scan.notices().forEach(listener::warning);
            List<AnnotatedImage> all = dataset.split(name);
            if (all.isEmpty()) {
                throw new InputException(data + ": the split " + name + " has no images to measure on");
            }
            List<AnnotatedImage> images = limit == null ? all : spread(all, limit);
            List<AnnotatedImage> readable = readable(images);
            if (readable.isEmpty()) {
                throw new InputException(data + ": none of the images of the split " + name + " can be read");
            }
            nameThoseWithoutPlace(scan);
            Set<String> unreadable = images.stream()
                    .filter(image -> !readable.contains(image))
                    .map(AnnotatedImage::id)
                    .collect(Collectors.toSet());
            String title = images.size() < all.size() ? name + ", " + images.size() + " of " + all.size() : name;
            EvaluatedSplit identity = new EvaluatedSplit(dataset.name(), title, "sha256:" + DatasetHash.of(images));
            Map<String, String> groups = dataset.groups().isEmpty()
                    ? DuplicateSearch.in(readable, pictures, listener).groups()
                    : dataset.groups();
            return new EvaluationSplit(scan, identity, images, all.size(), unreadable, pictures, groups);
        }

        private List<AnnotatedImage> readable(List<AnnotatedImage> images) {
            List<AnnotatedImage> readable = new ArrayList<>();
            for (AnnotatedImage image : images) {
                try {
                    pictures.pixels(image);
                    readable.add(image);
                } catch (InvalidImageException e) {
                    listener.warning(FailureMessage.of(e));
                }
            }
            return readable;
        }

        /** Without the size of an image its boxes are nowhere, so that the image cannot be measured on. */
        private void nameThoseWithoutPlace(DatasetScan scan) {
            for (Finding finding : withoutPlace(scan)) {
                listener.warning(finding.message()
                        + "; nothing states the size of this image, so it is left out of the figures");
            }
        }
    }

    private static List<Finding> withoutPlace(DatasetScan scan) {
        Set<Path> known =
                scan.dataset().images().stream().map(AnnotatedImage::file).collect(Collectors.toSet());
        return scan.findings().stream()
                .filter(finding -> finding.rule() == Rule.UNREADABLE_IMAGE && !known.contains(finding.file()))
                .toList();
    }

    /**
     * Returns how many images of the dataset, of whatever split, are not part of any figure because neither they nor their
     * annotations state a size.
     */
    public int leftOut() {
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

    /** Returns the whole dataset. */
    public Dataset dataset() {
        return scan.dataset();
    }

    /** Returns the types of the dataset. */
    public List<DefectType> types() {
        return dataset().types();
    }

    /** Returns the images of the training split, or else these images themselves. */
    public List<AnnotatedImage> learnable() {
        return dataset().splits().containsKey(TRAINING) ? dataset().split(TRAINING) : images;
    }

    /** Joins answers, one for each image in the order of the images, with the annotations. */
    public EvaluationInput answered(String model, ScoreMode scores, List<Answer> answers) {
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
