package io.millsight.experiment.dataset;

import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.split.FewShot;
import io.millsight.steel.split.SplitLeak;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a training would find in a dataset.
 *
 * @param images number of images by split and type; an image counts for each type that it shows, and a clean image as {@value FewShot#CLEAN}
 * @param warnings what may spoil the training or its figures, a line each
 */
public record TrainingDataCheck(Map<String, Map<String, Long>> images, List<String> warnings) {

    /** Fewer training images of a type are hardly enough to learn it. */
    private static final long FEW = 10;

    /**
     * Counts and checks.
     *
     * @param train name of the training split
     * @param validation name of the validation split; blank for none
     */
    public static TrainingDataCheck of(Dataset dataset, String train, String validation) {
        Map<String, Map<String, Long>> images = new LinkedHashMap<>();
        dataset.splits().keySet().forEach(split -> images.put(split, counts(dataset.split(split))));
        Map<String, Long> taught = images.getOrDefault(train, Map.of());
        List<String> warnings = new ArrayList<>();
        for (DefectType type : dataset.types()) {
            long count = taught.getOrDefault(type.name(), 0L);
            if (count == 0) {
                warnings.add(type.name() + ": no image of the split " + train
                        + " shows this type, so the model cannot learn it");
            } else if (count < FEW) {
                warnings.add(type.name() + ": only " + Quantity.of(count, "training image") + "; " + FEW
                        + " are few, a hundred are better");
            }
            if (images.containsKey(validation) && !images.get(validation).containsKey(type.name())) {
                warnings.add(type.name() + ": no image of the split " + validation
                        + " shows this type, so its figures are not measured; make the splits again with 'millsight"
                        + " data split --replace'");
            }
        }
        if (!taught.containsKey(FewShot.CLEAN)) {
            warnings.add("no training image is clean, so the model does not learn to call a surface clean: expect"
                    + " false alarms on clean surfaces");
        }
        long leaks = SplitLeak.find(dataset).stream()
                .filter(leak -> leak.split().equals(validation))
                .count();
        if (leaks > 0) {
            warnings.add(MessageText.count(leaks, "image") + " of the split " + validation
                    + " show the same steel as training images, so the figures will be too good; divide the dataset"
                    + " anew with `millsight data split`");
        }
        return new TrainingDataCheck(images, List.copyOf(warnings));
    }

    private static Map<String, Long> counts(List<AnnotatedImage> images) {
        return images.stream()
                .flatMap(TrainingDataCheck::types)
                .collect(Collectors.groupingBy(type -> type, TreeMap::new, Collectors.counting()));
    }

    private static Stream<String> types(AnnotatedImage image) {
        return image.defects().isEmpty()
                ? Stream.of(FewShot.CLEAN)
                : image.defects().stream()
                        .map(Defect::type)
                        .map(DefectType::name)
                        .distinct();
    }
}
