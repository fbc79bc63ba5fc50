package io.millsight.tuning;

import io.millsight.files.MessageText;
import io.millsight.image.InvalidImageException;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.DatasetScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Images of a dataset that cannot be read and are left out of a training.
 *
 * @param files their paths within the dataset, in ascending order; a resumed run must find the same
 * @param notices what a user should know about the data, a line each
 */
record SkippedImages(List<String> files, List<String> notices) {

    static final SkippedImages NONE = new SkippedImages(List.of(), List.of());

    /** More names than these are not listed one by one. */
    private static final int MOST_NAMED = 5;

    SkippedImages {
        files = List.copyOf(files);
        notices = List.copyOf(notices);
    }

    /** Decodes every image of a dataset. A file with a sound beginning may be damaged further on, which would end the run after hours. */
    static SkippedImages find(DatasetScan scan) {
        Dataset dataset = scan.dataset();
        Set<String> files = new TreeSet<>();
        List<String> reasons = new ArrayList<>();
        for (Finding finding : scan.findings()) {
            if (finding.rule() == Rule.UNREADABLE_IMAGE && files.add(within(dataset, finding.file()))) {
                reasons.add(finding.message());
            }
        }
        for (AnnotatedImage image : dataset.images()) {
            String file = within(dataset, image.file());
            if (!files.contains(file)) {
                try {
                    image.readPixels();
                } catch (InvalidImageException e) {
                    files.add(file);
                    reasons.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return new SkippedImages(List.copyOf(files), notices(reasons));
    }

    private static List<String> notices(List<String> reasons) {
        if (reasons.isEmpty()) {
            return List.of();
        }
        Stream<String> named = reasons.stream().limit(MOST_NAMED).map(reason -> reason + "; left out");
        String count = MessageText.count(reasons.size(), "image") + " left out because they cannot be read;"
                + " dataset.json in the run's folder lists them";
        return Stream.concat(named, reasons.size() > 1 ? Stream.of(count) : Stream.empty())
                .toList();
    }

    /**
     * Returns the dataset if there are no errors.
     *
     * @throws InputException naming the first error, and how to leave images out if one cannot be read
     */
    static Dataset hinted(DatasetScan scan) {
        boolean unreadable = scan.findings().stream().anyMatch(finding -> finding.rule() == Rule.UNREADABLE_IMAGE);
        try {
            return scan.orThrow();
        } catch (InputException e) {
            throw unreadable
                    ? new InputException(
                            e.getMessage() + "; mend it, or leave out what cannot be read with --"
                                    + TrainingSettings.SKIP_BAD_IMAGES.key(),
                            e)
                    : e;
        }
    }

    private static String within(Dataset dataset, Path file) {
        Path path = file.startsWith(dataset.root()) ? dataset.root().relativize(file) : file;
        return path.toString().replace('\\', '/');
    }

    /** Returns a dataset without these images. */
    Dataset without(Dataset dataset) {
        if (files.isEmpty()) {
            return dataset;
        }
        Set<String> left = Set.copyOf(files);
        List<AnnotatedImage> images = dataset.images().stream()
                .filter(image -> !left.contains(within(dataset, image.file())))
                .toList();
        Set<String> ids = new HashSet<>();
        images.forEach(image -> ids.add(image.id()));
        Map<String, List<String>> splits = new LinkedHashMap<>();
        dataset.splits()
                .forEach((split, members) ->
                        splits.put(split, members.stream().filter(ids::contains).toList()));
        return new Dataset(dataset.name(), dataset.root(), dataset.types(), images, splits, dataset.groups());
    }

    /** Returns the same images with further notices before their own. */
    SkippedImages withNotices(List<String> further) {
        return new SkippedImages(
                files, Stream.concat(further.stream(), notices.stream()).toList());
    }
}
