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
 * @param images to learn from, each once
 * @param epoch the same as an epoch shows them: images of rare types perhaps several times
 * @param shots the ids of the few that were chosen by their type; empty for a whole split
 */
record TrainingImages(List<AnnotatedImage> images, List<AnnotatedImage> epoch, Map<String, List<String>> shots) {

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
            return balanced(settings, split, Map.of());
        }
        long seed = settings.run().seeds().of(Seeds.Purpose.SHOTS);
        Map<String, List<AnnotatedImage>> chosen = choose(new FewShot(count, seed), split, settings, dataset);
        Map<String, List<String>> ids = new LinkedHashMap<>();
        chosen.forEach((type, images) ->
                ids.put(type, images.stream().map(AnnotatedImage::id).toList()));
        return balanced(settings, chosen.values().stream().flatMap(List::stream).toList(), ids);
    }

    private static TrainingImages balanced(
            TrainingSettings settings, List<AnnotatedImage> images, Map<String, List<String>> shots) {
        return new TrainingImages(images, settings.get(TrainingSettings.BALANCE).epoch(images), shots);
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
