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
 * Description of a split, stored beside its lists and with every run that uses it.
 *
 * @param dataset name of the dataset
 * @param datasetHash hash of all images, see {@link DatasetHash#of}
 * @param seed seed of the random choice
 * @param ratios requested ratios by split
 * @param grouped whether images of one group were kept together
 * @param splits content of each split
 */
public record SplitManifest(
        String dataset,
        String datasetHash,
        long seed,
        Map<String, Double> ratios,
        boolean grouped,
        Map<String, Content> splits) {

    /** Type name under which images without defects are counted. */
    private static final String CLEAN = "(clean)";

    /**
     * Content of one split.
     *
     * @param images number of images
     * @param imagesByPrimaryType number of images by primary type
     * @param boxesByType number of boxes by type
     * @param imagesSharedWithTrain number of images that show the same steel as an image in {@code train}
     * @param hash hash of the ids, see {@link DatasetHash#ofIds}
     */
    public record Content(
            int images,
            Map<String, Long> imagesByPrimaryType,
            Map<String, Long> boxesByType,
            long imagesSharedWithTrain,
            String hash) {}

    /** Creates the description. Reads every image file once for the hash. */
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
