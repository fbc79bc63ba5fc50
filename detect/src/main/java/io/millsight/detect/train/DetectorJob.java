package io.millsight.detect.train;

import io.millsight.detect.Detector;
import io.millsight.detect.Network;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.detect.folder.Networks;
import io.millsight.detect.net.NetworkWeights;
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
import io.millsight.torch.Opening;
import io.millsight.torch.RandomGenerator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data and the network that a run's settings name. Owns the network and the average of its weights until it is closed.
 *
 * @param settings of the run
 * @param description of the network
 * @param trained the network in training
 * @param average a network with the average of the weights, which is evaluated and saved
 * @param data the images
 */
record DetectorJob(
        DetectorSettings settings, DetectorDescription description, Network trained, Network average, Data data)
        implements AutoCloseable {

    /** The file with the last weights of a checkpoint, from which training goes on. */
    static final String TRAINED_WEIGHTS = "training.safetensors";

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
        Device device = Device.parse(settings.get(DetectorSettings.DEVICE));
        Data data = Data.read(settings);
        DetectorDescription description = describe(settings, data.dataset().types());
        try (Opening opening = new Opening()) {
            Network trained;
            Network average;
            if (checkpoint == null) {
                NetworkWeights fresh = opening.add(new NetworkWeights(device));
                try (RandomGenerator random =
                        RandomGenerator.seeded(settings.run().seeds().of(Seeds.Purpose.ADAPTER), Device.CPU)) {
                    trained = Networks.build(description, fresh, fresh.fresh(random));
                }
                NetworkWeights copies = opening.add(new NetworkWeights(device));
                average = Networks.build(description, copies, copies.copying(fresh.tensors()));
            } else {
                DetectorFolder folder = DetectorFolder.open(checkpoint);
                trained = opening.add(folder.network(device, checkpoint.resolve(TRAINED_WEIGHTS)));
                average = opening.add(folder.network(device));
            }
            trained.weights().requireGradients();
            return opening.complete(
                    new DetectorJob(settings.forImages(data.training.size()), description, trained, average, data));
        }
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
        return new DetectorDescription(method, variant.equals("auto") ? variants.get(0) : variant, types, size, null);
    }

    /** Returns the detector of the averaged weights, as it is now. It stays with the job: closing it does nothing. */
    Detector detector() {
        return new Detector() {
            @Override
            public List<DefectType> types() {
                return description.types();
            }

            @Override
            public List<List<ScoredBox>> detect(List<RgbImage> images) {
                return average.detect(images);
            }

            @Override
            public void close() {
                // the job owns the network
            }
        };
    }

    @Override
    public void close() {
        trained.close();
        average.close();
    }
}
