package io.millsight.evaluation;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Artificial images and answers for tests. */
public final class Surfaces {

    public static final EvaluatedSplit SPLIT = new EvaluatedSplit("made-up", "val", "sha256:0123");
    public static final DefectType CRAZING = DefectType.NEU_DET.get(0);
    public static final DefectType SCRATCHES = DefectType.NEU_DET.get(5);

    private Surfaces() {}

    public static Defect defect(DefectType type, double xMin, double yMin, double xMax, double yMax) {
        return new Defect(type, new BoundingBox(xMin, yMin, xMax, yMax));
    }

    public static AnnotatedImage image(String id, Defect... defects) {
        return new AnnotatedImage(id, Path.of(id + ".jpg"), 200, 200, List.of(defects));
    }

    public static Prediction answer(double score, Defect... defects) {
        return new Prediction(
                AnswerStatus.READ,
                List.of(defects).stream()
                        .map(defect -> new ScoredDefect(defect.type(), defect.box(), score))
                        .toList(),
                List.of(),
                sentence(List.of(defects)),
                ParseErrorCounts.NONE,
                Duration.ofMillis(250));
    }

    /** Returns the same answer with rejected candidates. */
    public static Prediction allCandidates(Prediction answer, ScoredDefect... rejected) {
        return new Prediction(
                answer.status(),
                answer.defects(),
                List.of(rejected),
                answer.text(),
                answer.parseErrors(),
                answer.latency());
    }

    public static Prediction unparsable() {
        return new Prediction(
                AnswerStatus.UNPARSABLE, List.of(), List.of(), "???", ParseErrorCounts.NONE, Duration.ofMillis(250));
    }

    public static EvaluatedImage evaluated(AnnotatedImage image, Prediction prediction) {
        return new EvaluatedImage(image, image.id(), List.of(sentence(image.defects())), prediction);
    }

    public static EvaluationInput input(String model, List<EvaluatedImage> images) {
        return new EvaluationInput(model, SPLIT, DefectType.NEU_DET, ScoreMode.TOKEN_PROBABILITY, images);
    }

    /**
     * Returns images with one to three defects each and two images per group, and predictions that are mostly correct.
     *
     * @param model name of the model
     * @param images number of images
     * @param skill from 0 (finds nothing) to 1 (finds everything)
     * @param seed seed of the images and predictions
     */
    public static EvaluationInput many(String model, int images, double skill, long seed) {
        Random surfaces = new Random(17);
        Random answers = new Random(seed);
        List<EvaluatedImage> evaluated = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            List<Defect> groundTruth = new ArrayList<>();
            for (int count = 1 + surfaces.nextInt(3); count > 0; count--) {
                groundTruth.add(randomDefect(surfaces, DefectType.NEU_DET.get(surfaces.nextInt(6))));
            }
            AnnotatedImage image = image("surface_%03d".formatted(i), groundTruth.toArray(Defect[]::new));
            evaluated.add(new EvaluatedImage(
                    image, "group " + i / 2, List.of(sentence(groundTruth)), answer(groundTruth, skill, answers)));
        }
        return input(model, evaluated);
    }

    public static String sentence(List<Defect> defects) {
        return defects.stream()
                .map(defect ->
                        "The image has a %s in the region from X coordinates %.0f to %.0f and Y coordinates %.0f to %.0f Defects."
                                .formatted(
                                        defect.type().words(),
                                        defect.box().xMin(),
                                        defect.box().xMax(),
                                        defect.box().yMin(),
                                        defect.box().yMax()))
                .collect(Collectors.joining(" "));
    }

    private static Prediction answer(List<Defect> groundTruth, double skill, Random random) {
        if (random.nextInt(40) == 0) {
            return unparsable();
        }
        List<ScoredDefect> predicted = new ArrayList<>();
        for (Defect defect : groundTruth) {
            boolean found = random.nextDouble() < skill;
            DefectType type = found || random.nextBoolean() ? defect.type() : DefectType.NEU_DET.get(random.nextInt(6));
            Defect prediction = found ? shifted(defect, type, random) : randomDefect(random, type);
            double score = found ? 0.5 + 0.5 * random.nextDouble() : 0.8 * random.nextDouble();
            predicted.add(new ScoredDefect(prediction.type(), prediction.box(), score));
        }
        List<Defect> defects = predicted.stream()
                .map(prediction -> new Defect(prediction.type(), prediction.box()))
                .toList();
        return new Prediction(
                AnswerStatus.READ,
                predicted,
                List.of(),
                sentence(defects),
                new ParseErrorCounts(random.nextInt(2), 0),
                Duration.ofMillis(300));
    }

    private static Defect shifted(Defect defect, DefectType type, Random random) {
        BoundingBox box = defect.box();
        return defect(type, box.xMin() + random.nextInt(8), box.yMin() + random.nextInt(8), box.xMax(), box.yMax());
    }

    private static Defect randomDefect(Random random, DefectType type) {
        double x = random.nextInt(120);
        double y = random.nextInt(120);
        return defect(type, x, y, x + 20 + random.nextInt(60), y + 20 + random.nextInt(60));
    }
}
