package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.ReportTask;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.files.MillsightException;
import io.millsight.image.RgbImage;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.TinyModel;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Corrupted files of models and adapters. Describing with them works or fails with a message that names a file. It never fails otherwise,
 * hangs or fills the heap.
 */
class ModelFuzzTest {

    /** For each file; {@code -Dmillsight.fuzz.seconds=60} looks for longer. */
    private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("millsight.fuzz.seconds", 1));

    private static final int MOST_CASES = 10_000; // for each file
    private static final Duration LONGEST_CASE = Duration.ofSeconds(20);
    private static final long MOST_BYTES = 1L << 30;

    @TempDir
    Path root;

    private Path model;
    private Path adapter;

    @BeforeEach
    void write() throws IOException {
        model = Files.createDirectory(root.resolve("model"));
        adapter = Files.createDirectory(root.resolve("adapter"));
        TinyModel.write(model);
        LoraConfig shape = new LoraConfig(
                2,
                4,
                0,
                false,
                false,
                new ModuleSelector.Names(LoraConfig.PROJECTIONS),
                null,
                Map.of("gate_proj", 1),
                Map.of("gate_proj", 2.0));
        ModelFolder folder = ModelFolder.open(model);
        try (QwenModel base = folder.load(DType.FLOAT32, Device.CPU);
                LoraAdapter corrections = LoraAdapter.initialize(base, shape, 0)) {
            corrections.save(adapter, model.toString());
        }
        new Manifest(
                        ReportTask.standard(DefectType.NEU_DET),
                        new Manifest.Images(28 * 28, 56 * 56, ResizeVariant.ATEN, Optional.empty()),
                        false,
                        false,
                        new Manifest.Base("", ChatTemplateFile.sha256(model).orElseThrow()))
                .write(adapter);
    }

    @ParameterizedTest
    @Timeout(600)
    @ValueSource(
            strings = {
                "model/model.safetensors",
                "model/config.json",
                "model/generation_config.json",
                "model/preprocessor_config.json",
                "model/tokenizer.json",
                "model/chat_template.json",
                "adapter/adapter_model.safetensors",
                "adapter/adapter_config.json",
                "adapter/millsight.json"
            })
    void aCorruptedFileIsReadOrNamed(String name) throws IOException {
        corrupt(root.resolve(name));
    }

    @ParameterizedTest
    @Timeout(600)
    @ValueSource(strings = {"model.safetensors.index.json", "model-00001-of-00002.safetensors"})
    void aCorruptedFileOfADividedModelIsReadOrNamed(String name) throws IOException {
        TinyModel.divideWeights(model);
        corrupt(model.resolve(name));
    }

    private void corrupt(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        describe(); // the original file works
        long end = System.nanoTime() + BUDGET.toNanos();
        for (int seed = 0; seed < MOST_CASES && System.nanoTime() < end; seed++) {
            Files.write(file, new FileCorruption(seed).apply(file.toString(), bytes));
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long began = threads.getCurrentThreadCpuTime(); // a machine that is busy with other things takes longer
            String where = file + " with the seed " + seed;
            try {
                describe();
            } catch (MillsightException e) {
                assertThat(e.getMessage()).as(where).contains(root.toString()).doesNotContain("\n");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(where, e);
            }
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - began))
                    .as(where)
                    .isLessThan(LONGEST_CASE);
            assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                    .as("bytes of the heap for " + where)
                    .isLessThan(MOST_BYTES);
        }
    }

    private void describe() {
        QwenInspectorOptions options = QwenInspectorOptions.builder()
                .device(Device.CPU)
                .dtype(DType.FLOAT32)
                .maximumNewTokens(2)
                .testTimeAugmentation(TestTimeAugmentation.OFF)
                .build();
        ModelFolder.open(model).fingerprint();
        try (Inspector inspector = QwenInspector.open(model, adapter, options)) {
            inspector.inspect(List.of(new RgbImage(40, 40, new byte[3 * 40 * 40])));
        }
    }
}
