package io.millsight.tuning;

import io.millsight.runs.Seeds;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.InputException;
import io.millsight.steel.split.FewShot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run learns from: a whole split, or a few images of each type.
 *
 * @param images to learn from
 * @param shots the ids of the few that were chosen by their type; empty for a whole split
 */
record TrainingImages(List<AnnotatedImage> images, Map<String, List<String>> shots) {

    static TrainingImages of(TrainingSettings settings, Dataset dataset) {
        String name = settings.get(TrainingSettings.TRAIN_SPLIT);
        List<AnnotatedImage> split = dataset.split(name);
        if (split.isEmpty()) {
            throw new InputException(settings.dataset() + ": the split " + name + " has no images to learn from");
        }
        if (split.stream().allMatch(image -> image.defects().isEmpty())) {
            throw new InputException(settings.dataset() + ": no image of the split " + name
                    + " has a defect, so there is nothing to learn from; check its labels with `millsight data check "
                    + settings.dataset() + "`");
        }
        int count = settings.get(TrainingSettings.SHOTS);
        if (count == 0) {
            return new TrainingImages(split, Map.of());
        }
        long seed = settings.run().seeds().of(Seeds.Purpose.SHOTS);
        Map<String, List<AnnotatedImage>> chosen = choose(new FewShot(count, seed), split, settings, dataset);
        Map<String, List<String>> ids = new LinkedHashMap<>();
        chosen.forEach((type, images) ->
                ids.put(type, images.stream().map(AnnotatedImage::id).toList()));
        return new TrainingImages(chosen.values().stream().flatMap(List::stream).toList(), ids);
    }

    private static Map<String, List<AnnotatedImage>> choose(
            FewShot choice, List<AnnotatedImage> split, TrainingSettings settings, Dataset dataset) {
        try {
            return choice.choose(split, dataset.groups());
        } catch (InputException e) {
            throw new InputException(settings.dataset() + ": " + e.getMessage(), e);
        }
    }
}
