package io.millsight.detect.yolo;

import io.millsight.detect.Losses;
import io.millsight.detect.yolo.AnchorCandidates.Candidate;
import io.millsight.detect.yolo.AnchorCandidates.Grid;
import io.millsight.detect.yolo.AnchorCandidates.Target;
import io.millsight.torch.DType;
import io.millsight.torch.DetectionLosses;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss of YOLOv7: complete IoU of the assigned boxes, binary cross-entropy of their types, and binary cross-entropy of the objectness of all
 * places, whose target is the complete IoU where a box is assigned and 0 elsewhere. Computed in float32.
 */
final class YoloLoss {

    private static final double BOX_GAIN = 0.05;
    private static final double[] OBJECTNESS_BALANCE = {4.0, 1.0, 0.4}; // by grid, the finest first
    private static final int BOX_ATTRIBUTES = 4;
    private static final int OBJECTNESS = 4;
    private static final int FIRST_TYPE = 5;

    private final YoloConfig config;
    private final float[][][] anchors; // pixels
    private final Assignment assignment;

    /** Which candidates learn. */
    enum Assignment {
        /** Those that {@link OtaAssignment} chooses. */
        OPTIMAL,
        /** All of them, as in YOLOv5. */
        ALL
    }

    YoloLoss(YoloConfig config, float[][][] anchors, Assignment assignment) {
        this.config = config;
        this.anchors = anchors;
        this.assignment = assignment;
    }

    /** What a candidate learns: a box of the batch. */
    record Match(Candidate candidate, Target target) {}

    /** The predictions of one grid, and the places on it that may learn. */
    private final class Level {

        final Tensor rows; // [B·3·H·W, attributes]
        final Grid grid;
        final int stride;
        final List<Candidate> candidates;
        final float[] values; // of the candidates, row after row

        Level(int place, Tensor logits, List<Target> targets) {
            long[] shape = logits.shape();
            rows = logits.reshape(-1, config.attributes());
            stride = YoloConfig.STRIDES.get(place);
            float[][] cells = new float[anchors[place].length][2];
            for (int anchor = 0; anchor < cells.length; anchor++) {
                cells[anchor][0] = anchors[place][anchor][0] / stride;
                cells[anchor][1] = anchors[place][anchor][1] / stride;
            }
            grid = new Grid((int) shape[3], (int) shape[2], cells);
            candidates = AnchorCandidates.of(targets, grid);
            values = candidates.isEmpty()
                    ? new float[0]
                    : picked(candidates).detach().toFloats();
        }

        long row(Candidate candidate) {
            return (((long) candidate.image() * YoloConfig.ANCHORS + candidate.anchor()) * grid.rows()
                                    + candidate.row())
                            * grid.columns()
                    + candidate.column();
        }

        Tensor picked(List<Candidate> some) {
            long[] places = some.stream().mapToLong(this::row).toArray();
            return rows.indexSelect(0, Tensor.of(places, places.length).to(rows.device()));
        }

        /** Returns the predicted box of a candidate in pixels: centre x, centre y, width, height. */
        float[] box(int candidate) {
            Candidate place = candidates.get(candidate);
            int start = candidate * config.attributes();
            float[] anchor = grid.anchors()[place.anchor()];
            float width = 2 * sigmoid(values[start + 2]);
            float height = 2 * sigmoid(values[start + 3]);
            return new float[] {
                (2 * sigmoid(values[start]) - 0.5f + place.column()) * stride,
                (2 * sigmoid(values[start + 1]) - 0.5f + place.row()) * stride,
                width * width * anchor[0] * stride,
                height * height * anchor[1] * stride
            };
        }

        double[] typeProbabilities(int candidate) {
            int start = candidate * config.attributes();
            double objectness = sigmoid(values[start + OBJECTNESS]);
            double[] probabilities = new double[config.types()];
            for (int type = 0; type < probabilities.length; type++) {
                probabilities[type] = Math.sqrt(sigmoid(values[start + FIRST_TYPE + type]) * objectness);
            }
            return probabilities;
        }
    }

    private static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }

    /**
     * Computes the loss.
     *
     * @param logits of each grid, float32 {@code [B, 3, H, W, attributes]}
     * @param targets of all images of the batch
     */
    Losses of(List<Tensor> logits, List<Target> targets) {
        List<Level> levels = new ArrayList<>();
        for (int place = 0; place < logits.size(); place++) {
            levels.add(new Level(place, logits.get(place), targets));
        }
        return loss(levels, assigned(levels, targets), logits.get(0).size(0));
    }

    /** Returns what each grid learns, for tests. */
    List<List<Match>> assignments(List<Tensor> logits, List<Target> targets) {
        List<Level> levels = new ArrayList<>();
        for (int place = 0; place < logits.size(); place++) {
            levels.add(new Level(place, logits.get(place), targets));
        }
        return assigned(levels, targets);
    }

    private List<List<Match>> assigned(List<Level> levels, List<Target> targets) {
        if (assignment == Assignment.ALL) {
            return levels.stream()
                    .map(level -> level.candidates.stream()
                            .map(candidate -> new Match(candidate, targets.get(candidate.target())))
                            .toList())
                    .toList();
        }
        List<List<Match>> matches = new ArrayList<>();
        levels.forEach(level -> matches.add(new ArrayList<>()));
        int images =
                targets.stream().mapToInt(target -> target.image() + 1).max().orElse(0);
        for (int image = 0; image < images; image++) {
            int number = image;
            List<Target> own =
                    targets.stream().filter(target -> target.image() == number).toList();
            assign(image, own, levels, matches);
        }
        return matches;
    }

    /** A candidate of an image: its grid, and its place in the grid's list. */
    private record Column(int level, int candidate) {}

    private void assign(int image, List<Target> own, List<Level> levels, List<List<Match>> matches) {
        List<Column> columns = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            List<Candidate> candidates = levels.get(level).candidates;
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.get(i).image() == image) {
                    columns.add(new Column(level, i));
                }
            }
        }
        float[][] overlaps = new float[own.size()][columns.size()];
        float[][] costs = new float[own.size()][columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Level level = levels.get(column.level);
            float[] predicted = level.box(column.candidate);
            double[] probabilities = level.typeProbabilities(column.candidate);
            for (int box = 0; box < own.size(); box++) {
                Target target = own.get(box);
                overlaps[box][i] = overlap(predicted, pixels(target, level));
                costs[box][i] = OtaAssignment.cost(probabilities, target.type(), overlaps[box][i]);
            }
        }
        int[] assigned = OtaAssignment.assign(overlaps, costs);
        for (int i = 0; i < assigned.length; i++) {
            if (assigned[i] != OtaAssignment.NONE) {
                Column column = columns.get(i);
                matches.get(column.level)
                        .add(new Match(
                                levels.get(column.level).candidates.get(column.candidate), own.get(assigned[i])));
            }
        }
    }

    private static float[] pixels(Target target, Level level) {
        float width = level.grid.columns() * level.stride;
        float height = level.grid.rows() * level.stride;
        return new float[] {target.x() * width, target.y() * height, target.width() * width, target.height() * height};
    }

    /** Returns the IoU of two boxes: centre x, centre y, width, height. */
    static float overlap(float[] one, float[] other) {
        float width = Math.min(one[0] + one[2] / 2, other[0] + other[2] / 2)
                - Math.max(one[0] - one[2] / 2, other[0] - other[2] / 2);
        float height = Math.min(one[1] + one[3] / 2, other[1] + other[3] / 2)
                - Math.max(one[1] - one[3] / 2, other[1] - other[3] / 2);
        float intersection = Math.max(0, width) * Math.max(0, height);
        return intersection / (one[2] * one[3] + other[2] * other[3] - intersection);
    }

    private Losses loss(List<Level> levels, List<List<Match>> matches, long batch) {
        Device device = levels.get(0).rows.device();
        Tensor box = Tensor.zeros(DType.FLOAT32, device, 1);
        Tensor type = Tensor.zeros(DType.FLOAT32, device, 1);
        Tensor objectness = Tensor.zeros(DType.FLOAT32, device, 1);
        for (int place = 0; place < levels.size(); place++) {
            Level level = levels.get(place);
            List<Match> learned = matches.get(place);
            float[] goals = new float[(int) level.rows.size(0)];
            if (!learned.isEmpty()) {
                Tensor picked =
                        level.picked(learned.stream().map(Match::candidate).toList());
                Tensor iou = CompleteIou.of(boxes(picked, level, learned), goals(level, learned));
                box = box.plus(iou.sum().dividedBy(learned.size()).negated().plus(1));
                type = type.plus(DetectionLosses.binaryCrossEntropy(
                                picked.narrow(1, FIRST_TYPE, config.types()), types(learned, device))
                        .dividedBy((double) learned.size() * config.types()));
                float[] overlaps = iou.detach().toFloats();
                for (int i = 0; i < overlaps.length; i++) {
                    goals[(int) level.row(learned.get(i).candidate())] = Math.max(0, overlaps[i]);
                }
            }
            objectness = objectness.plus(DetectionLosses.binaryCrossEntropy(
                            level.rows.select(1, OBJECTNESS),
                            Tensor.of(goals, goals.length).to(device))
                    .times(OBJECTNESS_BALANCE[place] / goals.length));
        }
        int height = levels.get(0).grid.rows() * levels.get(0).stride;
        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put("box", box.times(BOX_GAIN));
        parts.put("objectness", objectness.times(config.objectnessGain(height)));
        parts.put("type", type.times(config.typeGain()));
        Tensor total = parts.values().stream().reduce(Tensor::plus).orElseThrow();
        parts.replaceAll((name, part) -> part.detach());
        return new Losses(total.times((double) batch).sum(), parts);
    }

    /** Returns the predicted boxes relative to their cells, in cells, {@code [N, 4]}. */
    private static Tensor boxes(Tensor picked, Level level, List<Match> learned) {
        float[] sides = new float[2 * learned.size()];
        for (int i = 0; i < learned.size(); i++) {
            float[] anchor = level.grid.anchors()[learned.get(i).candidate().anchor()];
            sides[2 * i] = anchor[0];
            sides[2 * i + 1] = anchor[1];
        }
        Tensor doubled = picked.narrow(1, 0, BOX_ATTRIBUTES).sigmoid().times(2);
        Tensor centres = doubled.narrow(1, 0, 2).plus(-0.5);
        Tensor extents = doubled.narrow(1, 2, 2)
                .squared()
                .times(Tensor.of(sides, learned.size(), 2).to(picked.device()));
        return Tensor.concatenate(List.of(centres, extents), 1);
    }

    /** Returns the annotated boxes relative to the cells that learn them, in cells, {@code [N, 4]}. */
    private static Tensor goals(Level level, List<Match> learned) {
        float[] goals = new float[4 * learned.size()];
        int place = 0;
        for (Match match : learned) {
            Target target = match.target();
            goals[place++] =
                    target.x() * level.grid.columns() - match.candidate().column();
            goals[place++] = target.y() * level.grid.rows() - match.candidate().row();
            goals[place++] = target.width() * level.grid.columns();
            goals[place++] = target.height() * level.grid.rows();
        }
        return Tensor.of(goals, learned.size(), 4).to(level.rows.device());
    }

    private Tensor types(List<Match> learned, Device device) {
        float[] goals = new float[learned.size() * config.types()];
        for (int i = 0; i < learned.size(); i++) {
            goals[i * config.types() + learned.get(i).target().type()] = 1;
        }
        return Tensor.of(goals, learned.size(), config.types()).to(device);
    }
}
