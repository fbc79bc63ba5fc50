package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.image.ImageFile;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads YOLO datasets: {@code data.yaml} or {@code classes.txt} with the type names, images, and labels that {@link
 * LabelFinder} finds. As in YOLO, an image without a label file is a clean surface; it is reported. If labels exist but
 * do not match, this is an error. Images outside of the folders and lists in {@code data.yaml} are not part of the
 * dataset.
 */
final class YoloReader implements FormatReader {

    @Override
    public DatasetFormat format() {
        return DatasetFormat.YOLO;
    }

    @Override
    public List<Path> annotationFiles(Path root) {
        Optional<Path> configuration = YoloConfiguration.file(root);
        if (configuration.isPresent()) {
            return List.of(configuration.get());
        }
        return TypeList.isBeside(root)
                ? FileNames.listAll(root).stream()
                        .filter(LabelFinder::mayBeLabel)
                        .filter(LabelFinder::looksLikeLabel)
                        .limit(1)
                        .toList()
                : List.of();
    }

    @Override
    public DatasetBuilder read(Path root, @Nullable List<DefectType> types) {
        YoloConfiguration configuration = YoloConfiguration.read(root);
        List<DefectType> listed = configuration.types().stream().distinct().toList();
        DatasetBuilder builder = new DatasetBuilder(root, new TypeNames(types != null ? types : listed));
        new Reading(root, configuration, builder).run();
        return builder;
    }

    /** State of reading one folder. */
    private static final class Reading {

        private final Path root;
        private final YoloConfiguration configuration;
        private final DatasetBuilder builder;
        private final List<Path> texts;
        private final LabelFinder finder;
        private final List<Path> images = new ArrayList<>();
        private final Map<Path, Path> labels = new TreeMap<>();

        /** Images without label file, by folder. */
        private final Map<Path, Set<Path>> unlabelled = new TreeMap<>();

        /** Number of images by folder. */
        private final Map<Path, Integer> counts = new TreeMap<>();

        /** Images outside of the stated locations, by folder. */
        private final Map<Path, List<Path>> foreign = new TreeMap<>();

        private final Set<String> foreignStems = new HashSet<>();

        Reading(Path root, YoloConfiguration configuration, DatasetBuilder builder) {
            this.root = root;
            this.configuration = configuration;
            this.builder = builder;
            this.texts = FileNames.listAll(root).stream()
                    .filter(LabelFinder::mayBeLabel)
                    .filter(file -> !configuration.isList(root.relativize(file)))
                    .toList();
            this.finder = new LabelFinder(root, texts);
        }

        void run() {
            for (Path file : FileNames.listAll(root)) {
                if (ImageFile.hasImageName(file)) {
                    if (configuration.states(root.relativize(file))) {
                        images.add(file);
                    } else {
                        foreign.computeIfAbsent(FileNames.folder(file), unused -> new ArrayList<>())
                                .add(file);
                        foreignStems.add(FileNames.stem(file));
                    }
                }
            }
            images.forEach(this::findLabel);
            Set<Path> abandoned = reportMissingLabels();
            images.forEach(image -> add(image, abandoned));
            reportRest();
            configuration.addSplits(root, builder);
        }

        private void findLabel(Path image) {
            Path folder = FileNames.folder(image);
            counts.merge(folder, 1, Integer::sum);
            try {
                Optional<Path> label = finder.find(image);
                if (label.isPresent()) {
                    labels.put(image, label.get());
                } else {
                    unlabelled
                            .computeIfAbsent(folder, unused -> new LinkedHashSet<>())
                            .add(image);
                }
            } catch (InputException e) {
                builder.report(Rule.UNREADABLE_ANNOTATION, image, String.valueOf(e.getMessage()));
            }
        }

        /** Reports folders whose images should have labels that were not found. Returns these folders. */
        private Set<Path> reportMissingLabels() {
            Set<Path> used = new HashSet<>(labels.values());
            List<Path> unused = texts.stream()
                    .filter(file -> !used.contains(file) && !foreignStems.contains(FileNames.stem(file)))
                    .filter(LabelFinder::looksLikeLabel)
                    .toList();
            Set<Path> abandoned = new HashSet<>();
            unlabelled.forEach((folder, images) -> {
                boolean most = 2 * images.size() > counts.getOrDefault(folder, 0);
                if (labels.isEmpty() || (most && !unused.isEmpty())) {
                    abandoned.add(folder);
                    builder.report(Rule.LABELS_NOT_FOUND, folder, missingLabels(folder, images, unused));
                }
            });
            return abandoned;
        }

        private String missingLabels(Path folder, Set<Path> images, List<Path> unused) {
            String none = "no label file for " + images.size() + " of "
                    + MessageText.count(counts.getOrDefault(folder, 0), "image") + ", such as "
                    + root.relativize(finder.usualPlace(images.iterator().next()));
            return unused.isEmpty()
                    ? none + "; put the labels there, and for a clean surface an empty file"
                    : none + ", and " + MessageText.count(unused.size(), "label file")
                            + (unused.size() == 1 ? " matches" : " match") + " no image, such as "
                            + root.relativize(unused.get(0))
                            + "; a label has the name of its image and lies in a folder labels beside images, at the same depth";
        }

        private void add(Path image, Set<Path> abandoned) {
            Path label = labels.get(image);
            if (label != null) {
                read(image, label);
            } else if (unlabelled
                    .getOrDefault(FileNames.folder(image), Set.of())
                    .contains(image)) {
                builder.addUnannotated(new UncheckedImage(image, image, null, List.of()));
                if (!abandoned.contains(FileNames.folder(image))) {
                    builder.report(Rule.MISSING_ANNOTATION, image, "no label file; it is taken for a clean surface");
                }
            }
        }

        private void read(Path image, Path label) {
            try {
                builder.add(new UncheckedImage(image, label, null, YoloLabel.read(label, configuration.types())));
            } catch (InputException e) {
                builder.report(Rule.UNREADABLE_ANNOTATION, label, String.valueOf(e.getMessage()));
            }
        }

        /** Reports text files and images that are not part of the dataset. */
        private void reportRest() {
            foreign.forEach((folder, images) -> builder.report(
                    Rule.NOT_IN_SPLIT,
                    folder,
                    MessageText.count(images.size(), "image")
                            + " outside of the folders and lists that " + configuration.name()
                            + " states, such as " + FileNames.name(images.get(0)) + "; not used"));
            Set<Path> used = new HashSet<>(labels.values());
            Map<String, Path> labelOfStem = new HashMap<>();
            labels.forEach((image, label) -> labelOfStem.put(FileNames.stem(image), label));
            texts.stream()
                    .filter(text -> !used.contains(text) && !foreignStems.contains(FileNames.stem(text)))
                    .forEach(text -> reportUnused(text, labelOfStem.get(FileNames.stem(text))));
        }

        /** @param label label that is used for the image with this name; null if there is none */
        private void reportUnused(Path text, @Nullable Path label) {
            if (label != null) {
                builder.report(
                        Rule.STRAY_FILE,
                        text,
                        "ignored, since the label of the image of this name is " + root.relativize(label));
            } else if (finder.isAmongLabels(text) && LabelFinder.looksLikeLabel(text)) {
                String hint = SimilarFileName.hint(FileNames.stem(text), images, FileNames::stem);
                builder.report(Rule.MISSING_IMAGE, text, "there is no image with this name" + hint);
            } else {
                builder.report(Rule.STRAY_FILE, text, "not a label of an image; it is ignored");
            }
        }
    }
}
