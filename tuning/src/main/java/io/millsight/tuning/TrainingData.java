package io.millsight.tuning;

import io.millsight.image.ImageSize;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.Seeds;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.augment.Augmenter;
import io.millsight.steel.augment.Sample;
import io.millsight.steel.format.DatasetScan;
import io.millsight.steel.format.Datasets;
import io.millsight.steel.synthetic.SyntheticSteel;
import io.millsight.tuning.sample.DatasetSamples;
import io.millsight.tuning.sample.SampleEncoder;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.sample.SyntheticSamples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
        boolean dataset = !settings.dataset().toString().isEmpty();
        if (synthetic == dataset) {
            throw new InvalidSettingException(
                    synthetic
                            ? "data and synthetic exclude each other; leave one of them out"
                            : "data has to be given: " + TrainingSettings.DATASET.help());
        }
        return synthetic ? new Surfaces(settings) : Images.read(settings);
    }

    private static Augmenter variation(boolean augment) {
        return augment ? Augmenter.DEFAULT : Augmenter.NONE;
    }

    /** The types that the model learns. */
    List<DefectType> types();

    /** The size of all pictures to learn from; empty if they differ. */
    Optional<ImageSize> pictureSize();

    /** The number of images without defects to learn from; empty if it is not known beforehand. */
    OptionalInt cleanImages();

    /** The samples to learn from. */
    SampleSource training(SampleEncoder encoder, Seeds seeds);

    /** The samples to watch the loss on; null for none. */
    @Nullable
    SampleSource evaluation(SampleEncoder encoder, Seeds seeds);

    /** The validation images that the model may describe, all of them. */
    ValidationImages validation(Seeds seeds);

    /** What of the data is not used, a line each. */
    List<String> notices();

    /** What a resumed run must find again. */
    Map<String, Object> description();

    /**
     * The images of a dataset.
     *
     * @param training images of the training split
     * @param evaluation empty for none
     * @param augment whether training images are varied
     * @param skipped images that cannot be read and were left out
     */
    record Images(
            Dataset dataset,
            TrainingImages training,
            List<AnnotatedImage> evaluation,
            boolean augment,
            SkippedImages skipped)
            implements TrainingData {

        static Images read(TrainingSettings settings) {
            SkippedImages skipped = SkippedImages.NONE;
            DatasetScan scan = Datasets.scan(settings.dataset());
            Dataset dataset;
            if (settings.get(TrainingSettings.SKIP_BAD_IMAGES)) {
                skipped = SkippedImages.find(scan);
                dataset = skipped.without(scan.evenWithUnreadableImages());
            } else {
                dataset = SkippedImages.hinted(scan);
            }
            return new Images(
                    dataset,
                    TrainingImages.of(settings, dataset),
                    evaluation(settings, dataset),
                    settings.get(TrainingSettings.AUGMENTATION),
                    skipped.withNotices(scan.notices()));
        }

        private static List<AnnotatedImage> evaluation(TrainingSettings settings, Dataset dataset) {
            String split = settings.get(TrainingSettings.EVAL_SPLIT);
            if (split.isBlank()) {
                return List.of();
            }
            List<AnnotatedImage> images = dataset.split(split);
            if (images.isEmpty()) {
                throw new InputException(settings.dataset() + ": the split " + split
                        + " has no images to evaluate on; name another with eval_split, or none with an empty text");
            }
            return images;
        }

        @Override
        public List<String> notices() {
            return skipped.notices();
        }

        @Override
        public ValidationImages validation(Seeds seeds) {
            return new ValidationImages(evaluation.size(), place -> {
                AnnotatedImage image = evaluation.get(place);
                return new Sample(image.readPixels(), image.defects());
            });
        }

        @Override
        public List<DefectType> types() {
            return dataset.types();
        }

        @Override
        public Optional<ImageSize> pictureSize() {
            List<ImageSize> sizes = training.images().stream()
                    .map(image -> new ImageSize(image.width(), image.height()))
                    .distinct()
                    .toList();
            return sizes.size() == 1 ? Optional.of(sizes.get(0)) : Optional.empty();
        }

        @Override
        public OptionalInt cleanImages() {
            return OptionalInt.of((int) training.images().stream()
                    .filter(image -> image.defects().isEmpty())
                    .count());
        }

        @Override
        public SampleSource training(SampleEncoder encoder, Seeds seeds) {
            Augmenter tiles = augment
                    ? encoder.prompts()
                            .pictureSize()
                            .map(Augmenter::randomCrops)
                            .orElse(Augmenter.NONE)
                    : Augmenter.NONE;
            return new DatasetSamples(training.epoch(), encoder, tiles, variation(augment), seeds);
        }

        @Override
        public @Nullable SampleSource evaluation(SampleEncoder encoder, Seeds seeds) {
            return evaluation.isEmpty()
                    ? null
                    : new DatasetSamples(evaluation, encoder, Augmenter.NONE, Augmenter.NONE, seeds);
        }

        @Override
        public Map<String, Object> description() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("name", dataset.name());
            data.put("types", dataset.types().stream().map(DefectType::name).toList());
            data.put("train_images", training.images().size());
            data.put("train_sha256", DatasetHash.of(training.images()));
            data.put("eval_images", evaluation.size());
            data.put("eval_sha256", DatasetHash.of(evaluation));
            if (training.epoch().size() != training.images().size()) {
                data.put("train_samples", training.epoch().size());
            }
            if (!skipped.files().isEmpty()) {
                data.put("skipped_images", skipped.files());
            }
            if (!training.shots().isEmpty()) {
                data.put("shots", training.shots());
            }
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
        public List<String> notices() {
            return List.of();
        }

        @Override
        public Optional<ImageSize> pictureSize() {
            return Optional.of(new ImageSize(SyntheticSteel.SIZE, SyntheticSteel.SIZE));
        }

        @Override
        public OptionalInt cleanImages() {
            return OptionalInt.empty();
        }

        @Override
        public SampleSource training(SampleEncoder encoder, Seeds seeds) {
            return new SyntheticSamples(
                    settings.get(TrainingSettings.SYNTHETIC),
                    settings.get(TrainingSettings.CURRICULUM_EPOCHS),
                    encoder,
                    variation(settings.get(TrainingSettings.AUGMENTATION)),
                    seeds,
                    Seeds.Purpose.SYNTHETIC);
        }

        @Override
        public @Nullable SampleSource evaluation(SampleEncoder encoder, Seeds seeds) {
            return settings.get(TrainingSettings.EVAL_SPLIT).isBlank()
                    ? null
                    : new SyntheticSamples(
                            EVALUATION_SIZE, 0, encoder, Augmenter.NONE, seeds, Seeds.Purpose.SYNTHETIC_EVALUATION);
        }

        @Override
        public ValidationImages validation(Seeds seeds) {
            return settings.get(TrainingSettings.EVAL_SPLIT).isBlank()
                    ? ValidationImages.NONE
                    : new ValidationImages(
                            EVALUATION_SIZE,
                            place -> SyntheticSamples.drawn(seeds, Seeds.Purpose.SYNTHETIC_EVALUATION, place));
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
