package io.millsight.experiment.prediction;

import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.InputException;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.JsonId;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the image of a split that a result is about.
 *
 * <p>A result with a file name is about the image of this name. Otherwise its {@code image_id}, in all results of a file
 * alike, is the id in the COCO file of the dataset, or the name of the image, or the number in the name ({@code 12} for
 * {@code 000012.jpg}). If no image is named by a number and the dataset has no ids of its own, the {@code image_id} is the
 * place of the image, from 1 in ascending order of the names.
 */
final class ResultImages {

    private final EvaluationSplit split;
    private final List<AnnotatedImage> sorted;
    private final Map<String, AnnotatedImage> byName = new HashMap<>();
    private final Map<String, Optional<AnnotatedImage>> byOtherSpelling = new HashMap<>();
    private final Map<Long, Optional<AnnotatedImage>> byNumberInName = new HashMap<>();
    private final Map<String, Optional<AnnotatedImage>> byOwnId = new HashMap<>();
    private Function<JsonId, Optional<AnnotatedImage>> scheme = this::byOwnId;

    /** @param ids all that the file uses */
    ResultImages(EvaluationSplit split, Collection<JsonId> ids) {
        this.split = split;
        this.sorted = split.images().stream()
                .sorted(Comparator.comparing(AnnotatedImage::id))
                .toList();
        sorted.forEach(this::index);
        choose(ids);
    }

    /** A name that two images share identifies neither. */
    private static <K> void add(Map<K, Optional<AnnotatedImage>> map, K key, AnnotatedImage image) {
        map.merge(key, Optional.of(image), (one, other) -> one.equals(other) ? one : Optional.empty());
    }

    private void index(AnnotatedImage image) {
        for (String name : List.of(fileName(image), image.id())) {
            byName.putIfAbsent(composed(name), image);
            add(byOtherSpelling, spelling(name), image);
        }
        long number = new JsonId(image.id(), true).number();
        if (number >= 0) {
            add(byNumberInName, number, image);
        }
        String own = split.scan().sourceIds().images().get(image.id());
        if (own != null) {
            add(byOwnId, own, image);
        }
    }

    private static String fileName(AnnotatedImage image) {
        return Objects.requireNonNull(image.file().getFileName()).toString();
    }

    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static String spelling(String name) {
        return composed(name).toLowerCase(Locale.ROOT);
    }

    /** One way to read ids must fit all results; two that fit and differ leave the file without a meaning. */
    private void choose(Collection<JsonId> ids) {
        boolean ownFits = !byOwnId.isEmpty() && fits(this::byOwnId, ids);
        boolean nameFits = fits(this::byName, ids);
        if (ownFits && nameFits) {
            for (JsonId id : ids) {
                requireOneMeaning(id);
            }
        }
        if (ownFits) {
            scheme = this::byOwnId;
        } else if (nameFits || !byNumberInName.isEmpty()) {
            scheme = this::byName;
        } else if (split.scan().format() != DatasetFormat.COCO) {
            scheme = this::byNameOrPlace;
        }
    }

    private void requireOneMeaning(JsonId id) {
        AnnotatedImage own = byOwnId(id).orElseThrow();
        AnnotatedImage named = byName(id).orElseThrow();
        if (!own.equals(named)) {
            throw new InputException("image_id " + MessageText.excerpt(id.text()) + " is the id of "
                    + MessageText.excerpt(fileName(own)) + " in the dataset and the name of "
                    + MessageText.excerpt(fileName(named)) + "; add file_name to the results");
        }
    }

    private static boolean fits(Function<JsonId, Optional<AnnotatedImage>> candidate, Collection<JsonId> ids) {
        return ids.stream().allMatch(id -> candidate.apply(id).isPresent());
    }

    private Optional<AnnotatedImage> byOwnId(JsonId id) {
        return byOwnId.getOrDefault(id.text(), Optional.empty());
    }

    private Optional<AnnotatedImage> byName(JsonId id) {
        AnnotatedImage named = id.isText() ? named(id.text()) : null;
        return named != null ? Optional.of(named) : byNumberInName.getOrDefault(id.number(), Optional.empty());
    }

    private Optional<AnnotatedImage> byNameOrPlace(JsonId id) {
        Optional<AnnotatedImage> named = byName(id);
        boolean isPlace = !id.isText() && id.number() >= 1 && id.number() <= sorted.size();
        return named.isEmpty() && isPlace ? Optional.of(sorted.get((int) id.number() - 1)) : named;
    }

    /** The image of a name with or without folder and extension; null where there is none or more than one. */
    private @Nullable AnnotatedImage named(String written) {
        String name = written.substring(Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\')) + 1);
        AnnotatedImage image = byName.get(composed(name));
        return image != null
                ? image
                : byOtherSpelling.getOrDefault(spelling(name), Optional.empty()).orElse(null);
    }

    /** The image of a result; an {@link InputException} whose message follows the number of the result if it is none of the split. */
    AnnotatedImage of(DetectorResult result) {
        String name = result.fileName();
        if (name != null) {
            AnnotatedImage image = named(name);
            if (image == null) {
                throw new InputException("file_name " + MessageText.excerpt(name) + " is no image of the split "
                        + split.identity().name() + "; give the predictions for this split");
            }
            return image;
        }
        JsonId id = Objects.requireNonNull(result.imageId(), "a result has a file name or an id");
        return scheme.apply(id).orElseThrow(() -> new InputException(unknown(id)));
    }

    private String unknown(JsonId id) {
        String written = "image_id " + MessageText.excerpt(id.text());
        if (id.isText() || !byOwnId.isEmpty() || !byNumberInName.isEmpty()) {
            return written + " is neither an id of the dataset nor the name of one image of the split "
                    + split.identity().name() + "; give the predictions for this split, or add file_name";
        }
        return written + " is not from 1 to " + sorted.size() + ", the number of images; or add file_name";
    }
}
