package io.millsight.qwen;

import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.checkpoint.CheckpointWriter;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.config.JsonFile;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.config.TokenIds;
import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.tokenizer.ByteAlphabet;
import io.millsight.qwen.tokenizer.BytePairVocabulary;
import io.millsight.qwen.tokenizer.PreTokenizer;
import io.millsight.qwen.tokenizer.TokenizerFiles;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A model folder of 400 kB with random weights and a token for every byte: complete, so that a test may spoil one thing. */
public final class TinyModel {

    private static final int FIRST_SPECIAL = 256;

    /** Its shape. The head is tied. */
    public static final ModelConfig CONFIG = new ModelConfig(
            new TextConfig(288, 32, 48, 2, 2, 1, 1e-6, 1e4, List.of(2, 3, 3), 4096, true, 0.02),
            new VisionConfig(2, 32, 40, 2, 14, 2, 2, 112, List.of(1), 32, 2, 1e4),
            TokenIds.startingAt(FIRST_SPECIAL),
            "float32");

    private TinyModel() {}

    /** Writes the folder's files into one that exists. */
    public static void write(Path folder) {
        write(folder, CONFIG);
    }

    /** The same with a shape or a head of another kind. */
    public static void write(Path folder, ModelConfig config) {
        config.write(folder);
        GenerationConfig.forNewModel(config.tokens()).write(folder);
        ImageProcessorConfig.PUBLISHED.withPixels(28 * 28, 112 * 112).write(folder);
        List<String> bytes = Arrays.stream(ByteAlphabet.inOrder())
                .mapToObj(Character::toString)
                .toList();
        new TokenizerFiles(new BytePairVocabulary(bytes, List.of()), PreTokenizer.DIGITS, FIRST_SPECIAL)
                .write(folder, ChatTemplateFile.standardText());
        try (RandomGenerator generator = RandomGenerator.seeded(0, Device.CPU)) {
            CheckpointWriter.write(
                    folder,
                    new ParameterShapes(config).headers(DType.FLOAT32),
                    header -> generator.normal(0, 0.1, header.extents()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the weights anew as a map makes them of those that are there. */
    public static void changeWeights(Path folder, UnaryOperator<Map<String, Tensor>> change) throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (Scope scope = Scope.open();
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            weights.names()
                    .forEach(name -> tensors.put(name, weights.tensor(name).copy()));
            SafetensorsWriter.write(file, change.apply(tensors));
        }
    }

    /** Puts the weights into two files with an index, as large models have them. */
    public static void divideWeights(Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Map<String, String> places = new LinkedHashMap<>();
        try (Scope scope = Scope.open();
                SafetensorsFile weights = SafetensorsFile.open(file)) {
            for (boolean vision : new boolean[] {true, false}) {
                String name = vision ? "model-00001-of-00002.safetensors" : "model-00002-of-00002.safetensors";
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                for (String key : weights.names()) {
                    if (TensorNames.isVision(key) == vision) {
                        tensors.put(key, weights.tensor(key));
                        places.put(key, name);
                    }
                }
                SafetensorsWriter.write(folder.resolve(name), tensors);
            }
        }
        JsonFile.write(folder.resolve("model.safetensors.index.json"), Map.of("weight_map", places));
        Files.delete(file);
    }
}
