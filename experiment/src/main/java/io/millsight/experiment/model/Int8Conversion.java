package io.millsight.experiment.model;

import io.millsight.adapter.AdapterFolder;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.progress.Stage;
import io.millsight.experiment.progress.Work;
import io.millsight.files.AtomicFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.checkpoint.WeightChange;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a model once in int8, with its adapter merged in float32. Millsight then describes with the new folder alone. */
public final class Int8Conversion {

    private final ModelFolder base;
    private final @Nullable Path adapter;
    private final @Nullable Manifest manifest;

    /**
     * Opens the model and checks that it can be converted.
     *
     * @throws io.millsight.files.MillsightException if a folder is not usable, the model is in int8 already, or the adapter cannot be merged
     */
    public Int8Conversion(EvaluatedModel model) {
        ModelFolder folder = ModelFolder.open(CheckpointFolder.resolve(model.model()));
        if (folder.config().int8()) {
            throw new ModelFolderException(
                    folder.path() + ": is in int8 already; describe with it, or give its original");
        }
        Path given = model.adapter();
        adapter = given == null ? null : CheckpointFolder.resolve(given);
        if (adapter != null && !(AdapterFolder.read(adapter) instanceof AdapterFolder.Lora)) {
            throw new AdapterException(adapter + ": is a soft prompt, which cannot be merged; use --adapter none to"
                    + " quantize the model without it");
        }
        manifest = Manifest.read(adapter == null ? folder.path() : adapter).orElse(null);
        if (adapter != null && manifest != null) {
            manifest.requireBase(folder, adapter);
        }
        base = manifest == null ? folder : folder.withImageProcessor(manifest.imageProcessor(folder.imageProcessor()));
    }

    /**
     * Writes the folder, whole or not at all.
     *
     * @param out new or empty
     */
    public void write(Path out, ProgressListener listener) throws IOException {
        DType others = DType.parse(base.config().dtype(), Device.CPU);
        long total = new ParameterShapes(base.config().withInt8())
                .headers(others).stream().mapToLong(TensorHeader::bytes).sum();
        try (Stage stage = listener.begin(Work.bytes("writing int8 weights", total))) {
            if (adapter == null) {
                writeTo(out, others, WeightChange.NONE, stage);
            } else {
                try (QwenModel plain = base.load(others, Device.CPU);
                        LoraAdapter corrections = LoraAdapter.load(adapter, plain)) {
                    writeTo(out, others, corrections.merging(), stage);
                }
            }
        }
    }

    private void writeTo(Path out, DType others, WeightChange change, Stage stage) throws IOException {
        AtomicFolder.write(out, target -> {
            base.writeInt8(target, others, change, stage::advance);
            if (manifest != null) {
                manifest.withoutBase().write(target);
            }
        });
    }
}
