package io.millsight.detect.yolo;

import io.millsight.detect.Detector;
import io.millsight.detect.LabelledBox;
import io.millsight.detect.Losses;
import io.millsight.detect.Network;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.TrainingBatch;
import io.millsight.detect.box.Letterbox;
import io.millsight.detect.net.Activation;
import io.millsight.detect.net.BiasedConv;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.Phase;
import io.millsight.detect.net.WeightSource;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** YOLOv7: a network that predicts boxes on three grids. Inputs are squares. */
public final class YoloV7 implements Network {

    private static final int CHANNELS = 3;

    /** What every box is measured by: overlapping boxes of a type count as one above this IoU, and so many boxes of an image are kept. */
    private static final YoloBoxes.Rule MEASURED = new YoloBoxes.Rule(Detector.MIN_SCORE, true, 0.65, 300);

    private final YoloConfig config;
    private final NetworkWeights weights;
    private final YoloLayout layout;
    private final List<YoloPart> parts;
    private final YoloHead head;
    private final YoloLoss loss;
    private final DType dtype;

    private YoloV7(YoloConfig config, NetworkWeights weights, List<YoloPart> parts, YoloHead head, DType dtype) {
        this.dtype = dtype;
        this.config = config;
        this.weights = weights;
        this.layout = config.layout();
        this.parts = parts;
        this.head = head;
        this.loss = new YoloLoss(config, head.anchors(), YoloLoss.Assignment.OPTIMAL);
    }

    /**
     * Builds the network. It owns the weights from then on.
     *
     * @param weights still empty
     * @param source fills the weights; made by {@code weights}
     */
    public static YoloV7 build(YoloConfig config, NetworkWeights weights, WeightSource source) {
        YoloLayout layout = config.layout();
        Activation activation = config.variant() == YoloConfig.Variant.TINY ? Activation.LEAKY_RELU : Activation.SILU;
        List<YoloPart> parts = new ArrayList<>();
        for (int place = 0; place < layout.layers().size(); place++) {
            parts.add(YoloPart.build(source, "model." + place, layout.layers().get(place), activation));
        }
        YoloHead head = YoloHead.build(source, "model." + parts.size(), config, layout.outputChannels());
        return new YoloV7(config, weights, List.copyOf(parts), head, DType.FLOAT32);
    }

    /** What the network looks like. */
    public YoloConfig config() {
        return config;
    }

    @Override
    public NetworkWeights weights() {
        return weights;
    }

    /** Weights of convolutions decay; norms, biases and implicit knowledge do not. */
    @Override
    public boolean decays(String parameter) {
        return parameter.endsWith(".weight") && weights.get(parameter).dimensions() == 4;
    }

    /** Returns the outputs of all layers for images {@code [B, 3, H, W]}, sides multiples of 32. */
    List<Tensor> layers(Tensor images, Phase phase) {
        List<Tensor> outputs = new ArrayList<>();
        for (int place = 0; place < parts.size(); place++) {
            List<Tensor> sources = layout.layers().get(place).sources().stream()
                    .map(source -> source == YoloLayout.INPUT ? images : outputs.get(source))
                    .toList();
            outputs.add(parts.get(place).apply(sources, phase));
        }
        return outputs;
    }

    /** Returns the logits of each grid, float32 {@code [B, 3, H, W, attributes]}. */
    List<Tensor> logits(Tensor images, Phase phase) {
        List<Tensor> outputs = layers(images, phase);
        return head.apply(layout.outputs().stream().map(outputs::get).toList());
    }

    @Override
    public Losses losses(TrainingBatch batch, SplittableRandom random) {
        return loss.of(logits(batch.images().channelsLast(), Phase.TRAINING), targets(batch));
    }

    private static List<AnchorCandidates.Target> targets(TrainingBatch batch) {
        float width = batch.images().size(3);
        float height = batch.images().size(2);
        List<AnchorCandidates.Target> targets = new ArrayList<>();
        for (int image = 0; image < batch.boxes().size(); image++) {
            for (LabelledBox box : batch.boxes().get(image)) {
                targets.add(new AnchorCandidates.Target(
                        image,
                        box.type(),
                        (box.x1() + box.x2()) / 2 / width,
                        (box.y1() + box.y2()) / 2 / height,
                        (box.x2() - box.x1()) / width,
                        (box.y2() - box.y1()) / height));
            }
        }
        return targets;
    }

    @Override
    public List<List<ScoredBox>> detect(List<RgbImage> images) {
        List<List<ScoredBox>> results = new ArrayList<>();
        if (images.isEmpty()) {
            return results;
        }
        try (Scope scope = Scope.open();
                NoGradient off = NoGradient.open()) {
            List<Tensor> logits = logits(fitted(images), Phase.INFERENCE);
            for (int image = 0; image < images.size(); image++) {
                Letterbox frame = frame(images.get(image));
                List<ScoredBox> boxes = new ArrayList<>();
                for (YoloBoxes.Found found : YoloBoxes.of(logits, head.anchors(), image, MEASURED)) {
                    BoundingBox box = frame.toImage(found.x1(), found.y1(), found.x2(), found.y2());
                    if (box != null) {
                        boxes.add(new ScoredBox(found.type(), box, found.score()));
                    }
                }
                results.add(boxes);
            }
        }
        return results;
    }

    private Letterbox frame(RgbImage image) {
        return new Letterbox(image.width(), image.height(), config.imageSize());
    }

    private Tensor fitted(List<RgbImage> images) {
        int size = config.imageSize();
        int length = CHANNELS * size * size;
        float[] values = new float[images.size() * length];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(frame(images.get(i)).fit(images.get(i)), 0, values, i * length, length);
        }
        return Tensor.of(values, images.size(), CHANNELS, size, size)
                .to(weights.device())
                .to(dtype)
                .channelsLast();
    }

    /**
     * Returns a network that detects the same with fewer operations: norms and implicit knowledge are folded into convolutions. It cannot be trained.
     *
     * @param dtype to compute in
     * @return a network with weights of its own, which the caller closes
     */
    public YoloV7 forDetection(DType dtype) {
        NetworkWeights folded = new NetworkWeights(weights.device());
        try (Scope scope = Scope.open();
                NoGradient off = NoGradient.open()) {
            UnaryOperator<BiasedConv> keep = layer -> layer.forDetection(folded, dtype);
            return new YoloV7(
                    config, folded, parts.stream().map(part -> part.fused(keep)).toList(), head.fused(keep), dtype);
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
