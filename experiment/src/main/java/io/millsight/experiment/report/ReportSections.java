package io.millsight.experiment.report;

import io.millsight.adapter.Manifest;
import io.millsight.adapter.ReportTask;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.report.ReportContext;
import io.millsight.evaluation.report.ReportFigure;
import io.millsight.evaluation.report.ReportSection;
import io.millsight.evaluation.report.ReportTable;
import io.millsight.evaluation.report.TableCell;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.TrainedRun;
import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.qwen.ModelFolder;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.audit.Audit;
import io.millsight.steel.audit.AuditReport;
import io.millsight.steel.audit.PixelScope;
import io.millsight.steel.audit.TypeStatistics;
import io.millsight.torch.Torch;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Builds the sections of a report beside the figures: settings, training, dataset, hashes, and limits of the figures. */
public final class ReportSections {

    private static final double PERCENT = 100;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final EvaluatedModel model;
    private final EvaluationSplit split;
    private final EvaluationInput answers;
    private final AuditReport audit;
    private final Optional<TrainedRun> run;

    public ReportSections(EvaluatedModel model, EvaluationSplit split, EvaluationInput answers) {
        this.model = model;
        this.split = split;
        this.answers = answers;
        this.audit = Audit.of(split.scan(), List.of(), new PixelScope(split.images(), split.pictures()::pixels));
        this.run = model.run();
    }

    /** Returns all parts, in their order on the page. */
    public List<ReportSection> all(AnswerSettings settings) {
        List<ReportSection> sections = new ArrayList<>();
        sections.add(settings(settings));
        run.ifPresent(trained -> sections.add(training(trained)));
        sections.add(dataset());
        sections.add(hashes());
        sections.addAll(unreadable());
        return sections;
    }

    /** Returns the date and time for the top of a page. */
    public static String now() {
        return DATE.format(LocalDateTime.now(ZoneId.systemDefault()));
    }

    /** Returns date and run of the report, and how far to trust its figures. */
    public ReportContext context() {
        return new ReportContext(
                now(),
                run.map(trained -> "run " + trained.folder().getFileName() + ", "
                                + trained.checkpoint().getFileName())
                        .orElse(""),
                cautions());
    }

    private ReportSection settings(AnswerSettings settings) {
        QwenInspectorOptions inference = settings.inference();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.model().toString());
        model.detector()
                .ifPresentOrElse(detector -> addDetector(facts, detector), () -> addLanguageModel(facts, settings));
        facts.put("test-time augmentation", settings.augmentation().words());
        facts.put("images at a time", Integer.toString(settings.batchSize()));
        facts.put("device", inference.compute().device().toString());
        facts.put(
                "dtype",
                (inference.compute().int8() ? "int8 and " : "")
                        + inference.compute().dtype().name().toLowerCase(Locale.ROOT));
        facts.put("threads", Integer.toString(Torch.threads()));
        facts.put("millsight", ProgramVersion.current());
        facts.put("libtorch", Torch.version());
        return new ReportSection("Settings", List.of(), List.of(facts("How the answers were made", facts)));
    }

    private static void addDetector(Map<String, String> facts, DetectorFolder detector) {
        facts.put("detector", detector.method() + ", " + detector.description().variant());
        facts.put("image size", "fitted into " + detector.description().imageSize() + " pixels");
        facts.put(
                "reported from score",
                detector.scoreThreshold().map(score -> Double.toString(score)).orElse("0")
                        + ", unless --min-score is given");
        facts.put("texts", "the report sentences about the reported boxes");
    }

    private void addLanguageModel(Map<String, String> facts, AnswerSettings settings) {
        ReportTask task = settings.task();
        QwenInspectorOptions inference = settings.inference();
        facts.put("adapter", model.adapter() == null ? "none" : model.adapter().toString());
        Optional<Manifest> manifest = Manifest.read(model.tunedFolder());
        facts.put("manifest", manifest.isPresent() ? Manifest.FILE : "none: standard task");
        facts.put(
                "image size",
                manifest.map(Manifest::images)
                        .flatMap(Manifest.Images::pictureSize)
                        .map(size -> "shown as " + size)
                        .orElse("shown in their own size"));
        facts.put("dialect", task.dialect().name().toLowerCase(Locale.ROOT));
        facts.put("coordinates", task.coordinates().name().toLowerCase(Locale.ROOT));
        facts.put("order of boxes", task.boxOrder().name().toLowerCase(Locale.ROOT));
        facts.put("question", task.instruction());
        facts.put("reference texts", "the sentences that the dialect writes for the annotated boxes");
        facts.put("decoding", inference.decoding().words());
        facts.put("answers", "at most " + MessageText.count(inference.maximumNewTokens(), "token"));
    }

    private static ReportSection training(TrainedRun trained) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", trained.folder().toString());
        facts.put("steps", Quantity.count(trained.steps()));
        facts.put("time", Quantity.time(trained.trainingTime()));
        facts.putAll(trained.settings());
        List<ReportFigure> drawings = trained.lossCurve().stream().toList();
        return new ReportSection(
                "Training", List.of(), List.of(facts("The run that the weights come from", facts)), drawings);
    }

    private ReportSection dataset() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("folder", split.dataset().root().toString());
        facts.put("format", audit.format().name());
        facts.put("images", Quantity.count(audit.images()));
        facts.put("boxes", Quantity.count(audit.boxes()));
        facts.put("splits", audit.splits().isEmpty() ? "none" : splits());
        facts.put(
                "groups of near-duplicates",
                audit.groups().groups() == 0
                        ? "not said; among the images evaluated they were found by their pixels"
                        : Quantity.count(audit.groups().groups()) + "; "
                                + MessageText.count(
                                        audit.groups().imagesSharingAGroup(), "image shares one", "images share one"));
        return new ReportSection("Dataset", List.of(), List.of(facts("The whole dataset", facts), types(), findings()));
    }

    private String splits() {
        return audit.splits().entrySet().stream()
                .map(entry -> entry.getKey() + " " + Quantity.count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private ReportTable types() {
        List<List<TableCell>> rows = new ArrayList<>();
        for (TypeStatistics type : audit.types()) {
            String area = type.area() == null
                    ? "–"
                    : String.format(
                            Locale.ROOT, "%.1f %%", PERCENT * type.area().median());
            rows.add(List.of(
                    TableCell.text(type.type()),
                    TableCell.count(type.images()),
                    TableCell.count(type.boxes()),
                    TableCell.text(area)));
        }
        return table("Types of defect", List.of("type", "images", "boxes", "median area of a box"), rows);
    }

    private ReportTable findings() {
        List<List<TableCell>> rows = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            List<Finding> findings = audit.findings(rule);
            if (!findings.isEmpty()) {
                rows.add(List.of(
                        TableCell.text(rule.id()),
                        TableCell.text(rule.severity().name().toLowerCase(Locale.ROOT)),
                        TableCell.count(findings.size()),
                        TableCell.text(findings.get(0).message())));
            }
        }
        return table("What the audit found", List.of("finding", "severity", "times", "for example"), rows);
    }

    private ReportSection hashes() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("images evaluated", split.identity().hash());
        facts.put("dataset", "sha256:" + audit.hash());
        if (model.detector().isPresent()) {
            addFile(facts, model.modelFolder().resolve("model.safetensors"));
        } else {
            facts.put(
                    "model's fingerprint", ModelFolder.open(model.modelFolder()).fingerprint());
        }
        model.adapterFolder().ifPresent(folder -> addFile(facts, folder.resolve("adapter_model.safetensors")));
        run.ifPresent(trained -> facts.put("images trained on", "sha256:" + trained.trainingHash()));
        return new ReportSection("Hashes", List.of(), List.of(facts("What exactly was evaluated", facts)));
    }

    private static void addFile(Map<String, String> facts, Path file) {
        facts.put(file.getFileName().toString(), "sha256:" + DatasetHash.ofFile(file));
    }

    private List<String> cautions() {
        List<String> notes = new ArrayList<>();
        notes.add(run.map(this::choice)
                .orElse("The folder does not say on which images the model was trained; it may have seen these."));
        if (split.images().size() < split.whole()) {
            notes.add("Only %,d of %s of the split were evaluated, spread evenly over it."
                    .formatted(split.images().size(), MessageText.count(split.whole(), "image")));
        }
        long leaks = leaks();
        if (leaks > 0) {
            notes.add(
                    "The audit found %s: images that show the same steel as an image of another split. The figures are better than on new steel."
                            .formatted(MessageText.count(leaks, "leak")));
        }
        run.flatMap(TrainedRun::shots)
                .ifPresent(shots ->
                        notes.add("The model was trained on " + shots + (shots.equals("1") ? " image" : " images")
                                + " of each type only, which the seed chose; dataset.json of its run lists them."));
        return notes;
    }

    /** Counts the evaluated images that show the same steel as a training image. */
    private long leaks() {
        Set<Path> evaluated = split.images().stream().map(AnnotatedImage::file).collect(Collectors.toSet());
        return audit.findings(Rule.SPLIT_LEAK).stream()
                .filter(finding -> evaluated.contains(finding.file()))
                .count();
    }

    private List<ReportSection> unreadable() {
        List<List<TableCell>> rows = answers.images().stream()
                .filter(image -> image.prediction().status() == AnswerStatus.NO_IMAGE)
                .map(image -> List.of(
                        TableCell.text(image.id()),
                        TableCell.text(image.image().file().toString())))
                .toList();
        return rows.isEmpty()
                ? List.of()
                : List.of(new ReportSection(
                        "Images that could not be read",
                        List.of("Their annotated defects count as missed."),
                        List.of(table("Images that could not be read", List.of("image", "file"), rows))));
    }

    private String choice(TrainedRun trained) {
        if (split.identity().hash().endsWith(trained.trainingHash())) {
            return "The model was trained on these very images. The figures say nothing about new ones.";
        }
        return trained.isBest() && split.identity().hash().endsWith(trained.evaluationHash())
                ? "The checkpoint was chosen on these very images, so the figures are somewhat too good."
                : "The checkpoint was not chosen on these images.";
    }

    private static ReportTable facts(String title, Map<String, String> facts) {
        List<List<TableCell>> rows = new ArrayList<>();
        facts.forEach((name, value) -> rows.add(List.of(TableCell.text(name), TableCell.text(value))));
        return table(title, List.of("what", "value"), rows);
    }

    private static ReportTable table(String title, List<String> header, List<List<TableCell>> rows) {
        return new ReportTable(title, header.stream().map(TableCell::text).toList(), rows);
    }
}
