package io.millsight.adapter;

import io.millsight.adapter.AdaptedModel.AdapterSource;
import io.millsight.adapter.AdaptedModel.Compute;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.peft.Adapter;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.LayerDevices;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.checkpoint.WeightChange;
import io.millsight.qwen.checkpoint.WeightForm;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.ProductThreads;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A base and what is applied to it.
 *
 * @param adapter null if there is none, or if it is in the weights of the base already
 */
record LoadedModel(QwenModel base, @Nullable Adapter adapter) implements AutoCloseable {

    /** The most bytes of the weights of a small base. */
    private static final long LARGEST_SMALL = 1L << 30;

    /** Loads plain weights, which an adapter can be trained on. */
    static LoadedModel forTraining(
            ModelFolder folder, DType dtype, LayerDevices devices, AdapterSource source, QwenTokenizer tokenizer) {
        try (Opening opening = new Opening()) {
            QwenModel base = opening.add(folder.load(dtype, devices));
            return opening.complete(new LoadedModel(base, source.on(base, tokenizer)));
        }
    }

    /**
     * Loads the weights in the form that describes fastest, with the adapter merged into them where it can be.
     *
     * @param adapter its folder; null for none
     */
    static LoadedModel forDescribing(
            ModelFolder folder, Compute compute, @Nullable Path adapter, QwenTokenizer tokenizer) {
        if (adapter == null) {
            return new LoadedModel(describing(folder, compute), null);
        }
        AdapterFolder read = AdapterFolder.read(adapter);
        if (read instanceof AdapterFolder.Lora && copies(folder, compute)) {
            return new LoadedModel(merged(folder, compute, adapter), null);
        }
        try (Opening opening = new Opening()) {
            QwenModel base = opening.add(describing(folder, compute));
            return opening.complete(new LoadedModel(base, read.load(base)));
        }
    }

    /** Loads a base without an adapter. */
    static QwenModel describing(ModelFolder folder, Compute compute) {
        return load(folder, compute, WeightChange.NONE);
    }

    private static QwenModel merged(ModelFolder folder, Compute compute, Path adapter) {
        boolean small = isSmall(folder.config(), compute.dtype());
        // As stored, the base is mapped from its files and takes no memory while the adapter is compared with it.
        try (QwenModel stored = folder.load(DType.parse(folder.config().dtype(), Device.CPU), Device.CPU);
                LoraAdapter lora = LoraAdapter.load(adapter, stored);
                ProductThreads limit = small ? ProductThreads.atMost(1) : ProductThreads.UNLIMITED) {
            return load(folder, compute, lora.merging());
        }
    }

    private static QwenModel load(ModelFolder folder, Compute compute, WeightChange change) {
        return folder.load(compute.dtype(), compute.device(), form(folder.config(), compute), change);
    }

    private static WeightForm form(ModelConfig config, Compute compute) {
        return compute.int8() || config.int8()
                ? WeightForm.INT8
                : WeightForm.suiting(config, compute.device(), compute.dtype());
    }

    /**
     * Whether the weights that describe are copies in any case, or are few. Merging halves the time of a small model's products. A base of 3 billion
     * parameters whose weights could stay mapped from their files would gain a few hundredths, and need seconds and gigabytes for the copies.
     */
    private static boolean copies(ModelFolder folder, Compute compute) {
        return form(folder.config(), compute) != WeightForm.PLAIN || isSmall(folder.config(), compute.dtype());
    }

    /** Whether a base is so small that what its operations compute takes less time than to start them. */
    static boolean isSmall(ModelConfig config, DType dtype) {
        return new ParameterShapes(config).parameters() * dtype.bytes() <= LARGEST_SMALL;
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
        }
        base.close();
    }
}
