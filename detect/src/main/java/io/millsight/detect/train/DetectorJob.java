package io.millsight.detect.train;

import io.millsight.detect.Detector;
import io.millsight.detect.Network;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.Networks;
import io.millsight.image.RgbImage;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.Seeds;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.Datasets;
import io.millsight.torch.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data and the network that a run's settings name. Owns the network and the average of its weights until it is closed.
 *
 * @param settings of the run
 * @param networks the network in training and its average
 * @param data the images
 */
record DetectorJob(DetectorSettings settings, StartingNetworks networks, Data data) implements AutoCloseable {

    /**
     * The images of a run.
     *
     * @param dataset that they are of
     * @param training to learn from
     * @param validation to measure on; may be empty
     */
    record Data(Dataset dataset, List<AnnotatedImage> training, List<AnnotatedImage> validation) {

        static Data read(DetectorSettings settings) {
            Path folder = settings.get(DetectorSettings.DATASET);
            Dataset dataset = Datasets.scan(folder).dataset();
            String validation = settings.get(DetectorSettings.EVAL_SPLIT);
            return new Data(
                    dataset,
                    images(folder, dataset, settings.get(DetectorSettings.TRAIN_SPLIT)),
                    validation.isBlank() ? List.of() : images(folder, dataset, validation));
        }

        private static List<AnnotatedImage> images(Path folder, Dataset dataset, String split) {
            List<AnnotatedImage> images = dataset.split(split);
            if (images.isEmpty()) {
                throw new InputException(folder + ": the split " + split + " has no images; name another with "
                        + DetectorSettings.TRAIN_SPLIT.key() + " or " + DetectorSettings.EVAL_SPLIT.key()
                        + ", or no validation split with an empty text");
            }
            return images;
        }

        /** What a resumed run must find again. */
        Map<String, Object> description() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("name", dataset.name());
            data.put("types", dataset.types().stream().map(DefectType::name).toList());
            data.put("train_images", training.size());
            data.put("train_sha256", DatasetHash.of(training));
            data.put("eval_images", validation.size());
            data.put("eval_sha256", DatasetHash.of(validation));
            return data;
        }
    }

    /**
     * Reads the data and makes the network.
     *
     * @param checkpoint to take the weights from; null for fresh ones
     */
    static DetectorJob open(DetectorSettings settings, @Nullable Path checkpoint) {
        Data data = Data.read(settings);
        DetectorDescription description = describe(settings, data.dataset().types());
        StartingNetworks start = start(settings, description, checkpoint);
        start.trained().weights().requireGradients();
        return new DetectorJob(settings.forImages(data.training.size()), start, data);
    }

    private static StartingNetworks start(
            DetectorSettings settings, DetectorDescription description, @Nullable Path checkpoint) {
        Device device = Device.parse(settings.get(DetectorSettings.DEVICE));
        long seed = settings.run().seeds().of(Seeds.Purpose.ADAPTER);
        Path weights = settings.get(DetectorSettings.WEIGHTS);
        if (checkpoint != null) {
            return StartingNetworks.ofCheckpoint(checkpoint, device);
        } else if (weights.toString().isEmpty()) {
            return StartingNetworks.fresh(description, device, seed);
        }
        return StartingNetworks.published(description, weights, device, seed);
    }

    private static DetectorDescription describe(DetectorSettings settings, List<DefectType> types) {
        String method = settings.get(DetectorSettings.METHOD).toString();
        List<String> variants = Networks.variants(method);
        String variant = settings.get(DetectorSettings.VARIANT);
        if (!variant.equals("auto") && !variants.contains(variant)) {
            throw new InvalidSettingException(DetectorSettings.VARIANT.key() + ": \"" + variant + "\" is not one of "
                    + String.join(", ", variants) + ", auto, which " + method + " has");
        }
        int size = settings.get(DetectorSettings.IMAGE_SIZE);
        if (size % Networks.SIZE_STEP != 0) {
            throw new InvalidSettingException(DetectorSettings.IMAGE_SIZE.key() + ": " + size + " is no multiple of "
                    + Networks.SIZE_STEP + "; " + size / Networks.SIZE_STEP * Networks.SIZE_STEP + " and "
                    + (size / Networks.SIZE_STEP + 1) * Networks.SIZE_STEP + " are");
        }
        return new DetectorDescription(
                method, variant.equals("auto") ? variants.get(0) : variant, types, size, null, null);
    }

    /** What the network is. */
    DetectorDescription description() {
        return networks.description();
    }

    /** The network in training. */
    Network trained() {
        return networks.trained();
    }

    /** A network with the average of the weights, which is evaluated and saved. */
    Network average() {
        return networks.average();
    }

    /** Returns the detector of the averaged weights, as it is now. It stays with the job: closing it does nothing. */
    Detector detector() {
        return new Detector() {
            @Override
            public List<DefectType> types() {
                return description().types();
            }

            @Override
            public List<List<ScoredBox>> detect(List<RgbImage> images) {
                return average().detect(images);
            }

            @Override
            public void close() {
                // the job owns the network
            }
        };
    }

    @Override
    public void close() {
        trained().close();
        average().close();
    }
}
