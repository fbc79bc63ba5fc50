package io.millsight.steel.split;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What there is to know about a division, to be kept beside its lists and with every run that uses it.
 *
 * @param dataset the name of the dataset
 * @param datasetHash of all images, see {@link DatasetHash#of}
 * @param seed of the random choice
 * @param ratios that were asked for, by split
 * @param grouped whether images of one group were kept together
 * @param splits what each split holds
 */
public record SplitManifest(
        String dataset,
        String datasetHash,
        long seed,
        Map<String, Double> ratios,
        boolean grouped,
        Map<String, Content> splits) {

    /** The type under which images without a defect are counted. */
    private static final String CLEAN = "(clean)";

    /**
     * What one split holds.
     *
     * @param images their number
     * @param imagesByPrimaryType their number by primary type
     * @param boxesByType the number of boxes by type
     * @param imagesSharedWithTrain how many show the same steel as an image in {@code train}
     * @param hash of the ids, see {@link DatasetHash#ofIds}
     */
    public record Content(
            int images,
            Map<String, Long> imagesByPrimaryType,
            Map<String, Long> boxesByType,
            long imagesSharedWithTrain,
            String hash) {}

    /** Counts and hashes; reads every image file once. */
    public static SplitManifest of(Dataset dataset, DatasetSplit split) {
        Dataset divided = dataset.withSplits(split.lists());
        List<SplitLeak> leaks = SplitLeak.find(divided);
        Map<String, Content> splits = new LinkedHashMap<>();
        split.lists().forEach((name, ids) -> {
            List<AnnotatedImage> images = divided.split(name);
            long shared =
                    leaks.stream().filter(leak -> leak.split().equals(name)).count();
            splits.put(
                    name,
                    new Content(images.size(), primaryTypes(images), boxes(images), shared, DatasetHash.ofIds(ids)));
        });
        return new SplitManifest(
                dataset.name(),
                DatasetHash.of(dataset.images()),
                split.seed(),
                split.ratios().shares(),
                split.grouped(),
                splits);
    }

    private static Map<String, Long> primaryTypes(List<AnnotatedImage> images) {
        return images.stream()
                .collect(Collectors.groupingBy(
                        image -> image.primaryType().map(DefectType::name).orElse(CLEAN),
                        TreeMap::new,
                        Collectors.counting()));
    }

    private static Map<String, Long> boxes(List<AnnotatedImage> images) {
        return images.stream()
                .flatMap(image -> image.defects().stream())
                .map(Defect::type)
                .collect(Collectors.groupingBy(DefectType::name, TreeMap::new, Collectors.counting()));
    }
}
