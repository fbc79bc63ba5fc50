package io.millsight.cli.output;

import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.LoraPlan;
import io.millsight.cli.terminal.FactSheet;
import io.millsight.files.Quantity;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The facts of a model folder. */
public final class ModelFacts {

    private ModelFacts() {}

    public static FactSheet of(ModelFolder folder) throws IOException {
        ModelConfig config = folder.config();
        FactSheet sheet = new FactSheet()
                .add("model", folder.path().toString())
                .add("parameters", parameters(new ParameterShapes(config)))
                .add("vision", vision(config.vision()))
                .add("text", text(config.text()))
                .add("weights", weights(folder))
                .add("tokenizer", tokenizer(folder))
                .add("images", images(folder.imageProcessor()))
                .add("fingerprint", folder.fingerprint());
        if (!config.int8()) { // what is in int8 cannot be trained
            sheet.add("LoRA r 16, as named", plan(config, LoraConfig.paper()))
                    .add("LoRA r 16, text only", plan(config, LoraConfig.paper().textOnly()));
        }
        folder.notices().forEach(notice -> sheet.add("note", notice));
        return sheet;
    }

    private static String parameters(ParameterShapes shapes) {
        long vision = shapes.visionParameters();
        return Quantity.count(shapes.parameters()) + " (vision " + Quantity.count(vision) + ", text "
                + Quantity.count(shapes.parameters() - vision) + ")";
    }

    private static String vision(VisionConfig vision) {
        return vision.depth() + " blocks of width " + vision.hiddenSize() + ", " + vision.heads() + " heads of "
                + vision.headSize() + ", windows of " + vision.windowSize() + " pixels but in blocks "
                + vision.fullAttentionBlocks();
    }

    private static String text(TextConfig text) {
        return text.layers() + " layers of width " + text.hiddenSize() + ", " + text.queryHeads() + " heads of "
                + text.headSize() + " on " + text.keyValueHeads() + " of keys and values, vocabulary of "
                + Quantity.count(text.vocabularySize()) + (text.tiedEmbeddings() ? ", tied head" : "");
    }

    private static String weights(ModelFolder folder) throws IOException {
        List<Path> files = folder.weightFiles();
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return (folder.config().int8() ? "int8 in the layers of the language model, else " : "")
                + folder.config().dtype() + ", " + Quantity.bytes(bytes) + " in " + files.size()
                + (files.size() == 1 ? " file" : " files");
    }

    private static String tokenizer(ModelFolder folder) {
        try (QwenTokenizer tokenizer = folder.openTokenizer()) {
            return Quantity.count(tokenizer.size()) + " ids";
        }
    }

    private static String images(ImageProcessorConfig images) {
        long token = (long) images.sizeFactor() * images.sizeFactor();
        return Quantity.count(images.minPixels()) + " to " + Quantity.count(images.maxPixels()) + " pixels: "
                + Quantity.count(images.minPixels() / token) + " to " + Quantity.count(images.maxPixels() / token)
                + " tokens of " + images.sizeFactor() + "x" + images.sizeFactor();
    }

    private static String plan(ModelConfig model, LoraConfig lora) {
        LoraPlan plan = LoraPlan.of(model, lora);
        return Quantity.count(plan.parameters()) + " parameters on "
                + plan.modules().size() + " modules";
    }
}
