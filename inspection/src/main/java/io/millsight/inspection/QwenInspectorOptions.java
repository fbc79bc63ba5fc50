package io.millsight.inspection;

import io.millsight.adapter.AdaptedModel;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link QwenInspector} loads its model and how the model answers.
 *
 * @param compute the device and the data type
 * @param defaults the types and the pixel budget of a model without millsight.json
 * @param maximumNewTokens the number of tokens at which an answer is cut off
 * @param decoding how the tokens of an answer are chosen
 * @param testTimeAugmentation the views of each image; null for what the model was trained for: {@link TestTimeAugmentation#ON} after training on
 *     varied images, else {@link TestTimeAugmentation#OFF}
 * @param minScore defects with a lower score are not reported, see {@link Inspection#withMinScore}; null for the threshold that is stored with the
 *     model, or 0 without one
 */
public record QwenInspectorOptions(
        AdaptedModel.Compute compute,
        AdaptedModel.Defaults defaults,
        int maximumNewTokens,
        Decoding decoding,
        @Nullable TestTimeAugmentation testTimeAugmentation,
        @Nullable Double minScore) {

    /** Enough for a report of about a dozen sentences. */
    public static final int DEFAULT_NEW_TOKENS = 512;

    public QwenInspectorOptions {
        if (maximumNewTokens < 1) {
            throw new IllegalArgumentException("maximumNewTokens is " + maximumNewTokens + ", expected at least 1");
        }
        if (minScore != null && !(minScore >= 0 && minScore <= 1)) {
            throw new IllegalArgumentException("minScore is " + minScore + ", expected a number from 0 to 1");
        }
    }

    /**
     * Returns a builder with the defaults: the best device and its data type, the six types of NEU-DET, the pixel budget of the model, constrained
     * decoding, and the test-time augmentation that the model was trained for.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the same options with the types that a model without millsight.json is asked for. */
    public QwenInspectorOptions withTypes(List<DefectType> types) {
        return new QwenInspectorOptions(
                compute,
                new AdaptedModel.Defaults(types, defaults.minPixels(), defaults.maxPixels()),
                maximumNewTokens,
                decoding,
                testTimeAugmentation,
                minScore);
    }

    /** Returns the same options with other views of each image; null for what the model was trained for. */
    public QwenInspectorOptions withTestTimeAugmentation(@Nullable TestTimeAugmentation augmentation) {
        return new QwenInspectorOptions(compute, defaults, maximumNewTokens, decoding, augmentation, minScore);
    }

    /** Returns the same options with another score threshold; null for the one that is stored with the model. */
    public QwenInspectorOptions withMinScore(@Nullable Double threshold) {
        return new QwenInspectorOptions(compute, defaults, maximumNewTokens, decoding, testTimeAugmentation, threshold);
    }

    /** Builds options. A value that is not set keeps its default. */
    public static final class Builder {

        private @Nullable Device device;
        private @Nullable DType dtype;
        private AdaptedModel.@Nullable Compute compute;
        private AdaptedModel.Defaults defaults = AdaptedModel.Defaults.STANDARD;
        private int maximumNewTokens = DEFAULT_NEW_TOKENS;
        private Decoding decoding = Decoding.locked();
        private @Nullable TestTimeAugmentation testTimeAugmentation;
        private @Nullable Double minScore;

        private Builder() {}

        /** Sets the device to compute on. */
        public Builder device(Device device) {
            this.device = device;
            return this;
        }

        /** Sets the data type to compute in. */
        public Builder dtype(DType dtype) {
            this.dtype = dtype;
            return this;
        }

        /** Sets the device and the data type together, in place of those set one by one; int8 is chosen in this way. */
        public Builder compute(AdaptedModel.Compute compute) {
            this.compute = compute;
            return this;
        }

        /** Sets the types that a model without millsight.json is asked for. */
        public Builder types(List<DefectType> types) {
            defaults = new AdaptedModel.Defaults(types, defaults.minPixels(), defaults.maxPixels());
            return this;
        }

        /**
         * Sets the pixel budget of a model without millsight.json.
         *
         * @param smallest images with fewer pixels are enlarged to this area
         * @param largest images with more pixels are reduced to this area
         */
        public Builder pixels(int smallest, int largest) {
            defaults = new AdaptedModel.Defaults(defaults.types(), OptionalInt.of(smallest), OptionalInt.of(largest));
            return this;
        }

        /** Sets the number of tokens at which an answer is cut off. */
        public Builder maximumNewTokens(int tokens) {
            maximumNewTokens = tokens;
            return this;
        }

        /** Sets how the tokens of an answer are chosen. */
        public Builder decoding(Decoding decoding) {
            this.decoding = decoding;
            return this;
        }

        /** Sets the views of each image; null for what the model was trained for. */
        public Builder testTimeAugmentation(@Nullable TestTimeAugmentation augmentation) {
            testTimeAugmentation = augmentation;
            return this;
        }

        /** Sets the score below which defects are not reported; null for the threshold that is stored with the model. */
        public Builder minScore(@Nullable Double threshold) {
            minScore = threshold;
            return this;
        }

        /** Returns the options. */
        public QwenInspectorOptions build() {
            Device where = device == null ? Device.automatic() : device;
            DType in = dtype == null ? DType.automatic(where) : dtype;
            return new QwenInspectorOptions(
                    compute == null ? new AdaptedModel.Compute(where, in) : compute,
                    defaults,
                    maximumNewTokens,
                    decoding,
                    testTimeAugmentation,
                    minScore);
        }
    }
}
