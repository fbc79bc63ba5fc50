package io.millsight.detect.rcnn;

import io.millsight.detect.Losses;
import io.millsight.detect.Network;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.TrainingBatch;
import io.millsight.detect.box.Sampling.Draw;
import io.millsight.detect.net.Backbone;
import io.millsight.detect.net.FeaturePyramid;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.Phase;
import io.millsight.detect.net.WeightSource;
import io.millsight.detect.rcnn.ProposalNetwork.Predictions;
import io.millsight.detect.rcnn.ProposalSelection.Proposed;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Faster R-CNN with a feature pyramid, for images of any size. */
public final class FasterRcnn implements Network {

    /** Images that are detected on together; more need more memory and are not faster. */
    private static final int IMAGES_AT_ONCE = 8;

    private final FasterRcnnConfig config;
    private final NetworkWeights weights;
    private final Backbone body;
    private final FeaturePyramid pyramid;
    private final ProposalNetwork proposalNetwork;
    private final RegionHead head;

    private FasterRcnn(FasterRcnnConfig config, NetworkWeights weights, WeightSource source) {
        this.config = config;
        this.weights = weights;
        this.body = config.body().build(source, "backbone.body.");
        this.pyramid = FeaturePyramid.build(source, "backbone.fpn.", body.channels(), config.pyramidWidth());
        this.proposalNetwork = ProposalNetwork.build(source, config);
        this.head = RegionHead.build(source, config);
    }

    /**
     * Builds the network. It owns the weights from then on.
     *
     * @param weights still empty
     * @param source fills the weights; made by {@code weights}
     */
    public static FasterRcnn build(FasterRcnnConfig config, NetworkWeights weights, WeightSource source) {
        return new FasterRcnn(config, weights, source);
    }

    /** What the network looks like. */
    public FasterRcnnConfig config() {
        return config;
    }

    @Override
    public NetworkWeights weights() {
        return weights;
    }

    /** All parameters decay, as in torchvision's training. */
    @Override
    public boolean decays(String parameter) {
        return true;
    }

    /** Channels-last images take a tenth less time; other images give norms of more precision, see {@link io.millsight.torch.BatchNorm}. */
    @Override
    public Losses losses(TrainingBatch batch, SplittableRandom random) {
        return losses(batch, Draw.of(random)).losses;
    }

    /** What a step of training went through, for tests. */
    record Step(
            List<float[]> proposals,
            List<ProposalLoss.Sampled> anchors,
            List<RegionSamples> regions,
            RegionHead.Outputs outputs,
            Losses losses) {}

    Step losses(TrainingBatch batch, Draw draw) {
        List<Truths> truths = batch.boxes().stream().map(Truths::of).toList();
        InputImages images = InputImages.of(batch.images(), batch.sizes());
        List<Tensor> maps = maps(images, Phase.TRAINING);
        Predictions predictions = proposalNetwork.apply(maps, images.padded(), Phase.TRAINING);
        List<float[]> proposals = propose(predictions, images, Phase.TRAINING).stream()
                .map(Proposed::boxes)
                .toList();
        List<ProposalLoss.Sampled> anchors = ProposalLoss.sample(
                predictions.anchors(), truths, config.samples().anchors(), draw);
        ProposalLoss proposalLoss = ProposalLoss.of(predictions, truths, anchors);

        List<RegionSamples> regions = new ArrayList<>();
        for (int image = 0; image < truths.size(); image++) {
            regions.add(RegionSamples.of(
                    proposals.get(image),
                    truths.get(image),
                    images.sizes().get(image),
                    config.samples().regions(),
                    draw));
        }
        RegionHead.Outputs outputs =
                head(maps, images, regions.stream().map(RegionSamples::boxes).toList());
        RegionLoss regionLoss = RegionLoss.of(outputs, regions);

        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put("objectness", proposalLoss.objectness());
        parts.put("proposal", proposalLoss.box());
        parts.put("type", regionLoss.type());
        parts.put("box", regionLoss.box());
        Tensor total = parts.values().stream().reduce(Tensor::plus).orElseThrow();
        parts.replaceAll((name, part) -> part.detach());
        return new Step(proposals, anchors, regions, outputs, new Losses(total, parts));
    }

    List<Tensor> maps(InputImages images, Phase phase) {
        return pyramid.apply(body.apply(images.values(), phase), phase);
    }

    Predictions predict(List<Tensor> maps, InputImages images) {
        return proposalNetwork.apply(maps, images.padded(), Phase.INFERENCE);
    }

    List<Proposed> propose(Predictions predictions, InputImages images, Phase phase) {
        FasterRcnnConfig.Proposals settings = config.proposals();
        return new ProposalSelection(settings, phase == Phase.TRAINING ? settings.training() : settings.detecting())
                .of(predictions, images.sizes());
    }

    /** The coarsest map is only for proposals. */
    RegionHead.Outputs head(List<Tensor> maps, InputImages images, List<float[]> boxes) {
        return head.apply(maps.subList(0, maps.size() - 1), images.sizes(), boxes);
    }

    /** Images of one size go through the network together, so that the boxes of an image do not depend on the others. */
    @Override
    public List<List<ScoredBox>> detect(List<RgbImage> images) {
        Map<ImageSize, List<Integer>> bySize = new LinkedHashMap<>();
        for (int image = 0; image < images.size(); image++) {
            bySize.computeIfAbsent(config.scale().of(images.get(image).size()), size -> new ArrayList<>())
                    .add(image);
        }
        List<List<ScoredBox>> results = new ArrayList<>(
                images.stream().map(image -> List.<ScoredBox>of()).toList());
        for (List<Integer> ofSize : bySize.values()) {
            for (int start = 0; start < ofSize.size(); start += IMAGES_AT_ONCE) {
                List<Integer> places = ofSize.subList(start, Math.min(start + IMAGES_AT_ONCE, ofSize.size()));
                List<List<ScoredBox>> boxes =
                        detectTogether(places.stream().map(images::get).toList());
                for (int i = 0; i < places.size(); i++) {
                    results.set(places.get(i), boxes.get(i));
                }
            }
        }
        return results;
    }

    /** Detects on images that are padded to one size. */
    List<List<ScoredBox>> detectTogether(List<RgbImage> images) {
        try (Scope scope = Scope.open();
                NoGradient off = NoGradient.open()) {
            InputImages input = InputImages.of(images, config.scale(), weights.device());
            List<Tensor> maps = maps(input, Phase.INFERENCE);
            List<float[]> proposals = propose(predict(maps, input), input, Phase.INFERENCE).stream()
                    .map(Proposed::boxes)
                    .toList();
            if (proposals.stream().allMatch(ofImage -> ofImage.length == 0)) {
                return images.stream().map(image -> List.<ScoredBox>of()).toList();
            }
            RegionHead.Outputs outputs = head(maps, input, proposals);
            float[] scores = outputs.logits().softmax(-1).toFloats();
            float[] deltas = outputs.deltas().toFloats();
            DetectedBoxes detected = new DetectedBoxes(config.detections(), config.types());
            int labels = config.types() + 1;
            List<List<ScoredBox>> results = new ArrayList<>();
            int first = 0;
            for (int image = 0; image < images.size(); image++) {
                int end = first + proposals.get(image).length / 4;
                DetectedBoxes.Told told = new DetectedBoxes.Told(
                        proposals.get(image),
                        Arrays.copyOfRange(scores, first * labels, end * labels),
                        Arrays.copyOfRange(deltas, 4 * first * labels, 4 * end * labels));
                results.add(detected.of(
                        told, input.sizes().get(image), images.get(image).size()));
                first = end;
            }
            return results;
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
