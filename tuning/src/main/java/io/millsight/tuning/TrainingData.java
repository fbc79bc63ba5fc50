package io.millsight.tuning;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.augment.Augmenter;
import io.millsight.steel.format.Datasets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run learns from and is watched on. */
sealed interface TrainingData {

    /**
     * Opens what the settings name.
     *
     * @throws InvalidSettingException if they name neither a dataset nor synthetic surfaces, or both
     * @throws InputException if the dataset cannot be used
     */
    static TrainingData of(TrainingSettings settings) {
        boolean synthetic = settings.get(TrainingSettings.SYNTHETIC) > 0;
        boolean dataset = !settings.get(TrainingSettings.DATASET).isBlank();
        if (synthetic == dataset) {
            throw new InvalidSettingException(
                    synthetic
                            ? "dataset and synthetic exclude each other; leave one of them out"
                            : "dataset has to be given: " + TrainingSettings.DATASET.help());
        }
        return synthetic ? new Surfaces(settings) : Images.read(settings);
    }

    /** The types that the model learns. */
    List<DefectType> types();

    /** The samples to learn from. */
    SampleSource training(SampleEncoder encoder, Seeds seeds);

    /** The samples to watch the loss on; null for none. */
    @Nullable
    SampleSource evaluation(SampleEncoder encoder, Seeds seeds);

    /** What a resumed run must find again. */
    Map<String, Object> description();

    /**
     * The images of a dataset.
     *
     * @param evaluation empty for none
     */
    record Images(Dataset dataset, List<AnnotatedImage> images, List<AnnotatedImage> evaluation, Augmenter augmenter)
            implements TrainingData {

        static Images read(TrainingSettings settings) {
            Dataset dataset = Datasets.read(settings.dataset());
            List<AnnotatedImage> images = dataset.split(settings.get(TrainingSettings.TRAIN_SPLIT));
            if (images.isEmpty()) {
                throw new InputException(settings.dataset() + ": the split "
                        + settings.get(TrainingSettings.TRAIN_SPLIT) + " has no images to learn from");
            }
            String split = settings.get(TrainingSettings.EVAL_SPLIT);
            return new Images(
                    dataset,
                    images,
                    split.isBlank() ? List.of() : dataset.split(split),
                    settings.get(TrainingSettings.AUGMENT) ? Augmenter.DEFAULT : Augmenter.NONE);
        }

        @Override
        public List<DefectType> types() {
            return dataset.types();
        }

        @Override
        public SampleSource training(SampleEncoder encoder, Seeds seeds) {
            return new DatasetSamples(images, encoder, augmenter, seeds);
        }

        @Override
        public @Nullable SampleSource evaluation(SampleEncoder encoder, Seeds seeds) {
            return evaluation.isEmpty() ? null : new DatasetSamples(evaluation, encoder, Augmenter.NONE, seeds);
        }

        @Override
        public Map<String, Object> description() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("name", dataset.name());
            data.put("types", dataset.types().stream().map(DefectType::name).toList());
            data.put("train_images", images.size());
            data.put("train_sha256", DatasetHash.of(images));
            data.put("eval_images", evaluation.size());
            data.put("eval_sha256", DatasetHash.of(evaluation));
            return data;
        }
    }

    /** Synthetic surfaces without end; an epoch is as long as the settings say. */
    record Surfaces(TrainingSettings settings) implements TrainingData {

        private static final int EVALUATION_SIZE = 128;

        @Override
        public List<DefectType> types() {
            return DefectType.NEU_DET;
        }

        @Override
        public SampleSource training(SampleEncoder encoder, Seeds seeds) {
            return new SyntheticSamples(
                    settings.get(TrainingSettings.SYNTHETIC),
                    settings.get(TrainingSettings.CURRICULUM_EPOCHS),
                    encoder,
                    seeds,
                    Seeds.Purpose.SYNTHETIC);
        }

        @Override
        public @Nullable SampleSource evaluation(SampleEncoder encoder, Seeds seeds) {
            return settings.get(TrainingSettings.EVAL_SPLIT).isBlank()
                    ? null
                    : new SyntheticSamples(EVALUATION_SIZE, 0, encoder, seeds, Seeds.Purpose.SYNTHETIC_EVALUATION);
        }

        @Override
        public Map<String, Object> description() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("name", "synthetic");
            data.put("types", types().stream().map(DefectType::name).toList());
            return data;
        }
    }
}
